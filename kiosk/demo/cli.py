"""`kiosk demo`, which `./run` calls: the whole product on this machine, to play with or to be walked through."""

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from kiosk.demo.program import HOUSE, ProgramError
from kiosk.demo.stage import Screen, Stage
from kiosk.walk.cli import add_options

EXAMPLE = "./run --headless --walk housing/provident-fund-statement --out out"
_STATE = Path("var/demo")
_WALK_TIMEOUT_S = 300.0
_DESKTOP_SCALE = 0.5  # 1080 x 1920 fits no desktop
_EXIT_INTERRUPTED = 130


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Hang `demo` below `kiosk`."""
    parser = commands.add_parser(
        "demo",
        help="start central, the terminal and the virtual desk together, or walk a service",
        description="Without --walk: two windows to play with, the terminal's and the desk's. "
        f"With --walk: a finger goes through a service by itself and leaves the evidence in --out. "
        f"Example: {EXAMPLE}",
    )
    add_options(parser)
    parser.add_argument("--walk", metavar="SERVICE", type=_service, help="walk through department/service and end")
    parser.add_argument("--headless", action="store_true", help="no display is needed; everything is drawn offscreen")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language (default: %(default)s)")
    parser.add_argument("--elder", action="store_true", help="begin in 长辈版, the large version")
    parser.add_argument("--size", type=_size, default=(1080, 1920), metavar="WxH", help="default: 1080x1920")
    parser.add_argument("--scale", type=float, help=f"size of the window on a desktop (default: {_DESKTOP_SCALE})")
    parser.add_argument("--state", type=Path, metavar="DIR", help=f"default: {_STATE}; fresh and temporary for --walk")
    parser.add_argument("--keep", action="store_true", help=f"with --walk: keep the state in {_STATE}")
    parser.add_argument("--central-port", type=int, default=0, metavar="N", help="default: a free one")
    parser.set_defaults(run=_run)


def _service(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", text):
        raise argparse.ArgumentTypeError(
            f"{text!r}: write department/service, such as housing/provident-fund-statement"
        )
    if not (HOUSE / "flows" / text / "flow.yaml").is_file():
        known = ", ".join(sorted(f"{file.parent.parent.name}/{file.parent.name}" for file in _flows()))
        raise argparse.ArgumentTypeError(f"there is no flow {text!r} in flows/; there is {known}")
    return text


def _flows() -> list[Path]:
    return list((HOUSE / "flows").glob("*/*/flow.yaml"))


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write 1080x1920 or 1920x1080")
    return int(match[1]), int(match[2])


def _run(args: argparse.Namespace) -> int:
    if not args.headless and not _has_display():
        _say(f"This machine has no display. Without one, a walk shows everything:\n  {EXAMPLE}")
        return 1
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    temporary = args.walk is not None and not args.keep and args.state is None
    state = Path(tempfile.mkdtemp(prefix="kiosk-demo-")) if temporary else (args.state or HOUSE / _STATE)
    try:
        code = _play(args, state.absolute())
    except ProgramError as error:
        _say(str(error))
        code = 1
    except KeyboardInterrupt:
        code = _EXIT_INTERRUPTED
    if temporary and code == 1:
        _say(f"What central, the desk and the terminal wrote is kept in {state}")
    elif temporary:
        shutil.rmtree(state, ignore_errors=True)
    return code


def _play(args: argparse.Namespace, state: Path) -> int:
    stage = Stage(state, headless=args.headless, central_port=args.central_port, say=_say)
    width_px, height_px = args.size
    screen = Screen(width_px, height_px, args.lang, args.elder, _scale(args))
    try:
        stage.set_up()
        if args.walk is not None:
            terminal = stage.terminal(_walk_words(args, stage), screen, quiet=False)
            return stage.wait_for_end(terminal, _WALK_TIMEOUT_S)
        _say(f"Central: {stage.central_url}/admin/ (name and password: {stage.log_dir}/central.log)")
        _say(f"Desk:    {stage.desk_url} (control connection)\nCtrl-C, or closing a window, ends it all.")
        words = ["terminal", "--headless"] if args.headless else ["terminal"]
        terminal = stage.terminal(words, screen, quiet=True)
        code = stage.wait_for_end(terminal, None)
        if code:
            raise ProgramError(terminal.told(f"ended with exit code {code}"))
        return 0
    finally:
        stage.stop()


def _walk_words(args: argparse.Namespace, stage: Stage) -> list[str]:
    words = ["walk", args.walk, "--desk", stage.desk_url, "--out", str(args.out.absolute())]
    words += ["--person", str(args.person)]
    words += [word for fault in args.fault for word in ("--fault", str(fault))]
    return [*words, "--headless"] if args.headless else words


def _scale(args: argparse.Namespace) -> float | None:
    if args.headless or "QT_SCALE_FACTOR" in os.environ:
        return args.scale if args.scale is None else float(args.scale)
    return float(args.scale or _DESKTOP_SCALE)


def _has_display() -> bool:
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - a command's words to people
