"""The commands for publishing, below `kiosk central`. What they need is imported when they run: help stays fast."""

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.central.publishing import ceremony_cli, home_cli
from kiosk.central.publishing.home_cli import PASSPHRASE

if TYPE_CHECKING:
    from kiosk.central.publishing.publish import Examine, FlowsRefusedError, Publication
    from kiosk.central.publishing.repository import Repository
    from kiosk.central.publishing.signing import Compare

_DATA = "var/central"
EXAMINED = "examined "
"""How a line of progress begins."""


def add_commands(
    commands: "argparse._SubParsersAction[Any]",
    examine: "Examine | None" = None,
    compare: "Compare | None" = None,
) -> None:
    """Add publish, sign, key, pull-back, withdraw, renew, ceremony and replace-key; each sets `run(args) -> exit code`.

    Args:
        commands: where to add them.
        examine: a further examination that each flow must pass before it is published.
        compare: says what changes for a resident; shown to whoever signs.
    """
    add = commands.add_parser(
        "publish",
        help="hand flows in to be examined and signed (--server), or, where all keys are here, publish them at once",
    )
    add.add_argument("flows", type=Path, help="one flow, a department's folder, or all flows")
    add.add_argument("--exact", action="store_true", help="refuse a changed flow whose version did not rise")
    home_cli.add_server(add, required=False)
    add.add_argument("--wait", action="store_true", help="with --server: wait until they were examined")
    _finish(add, lambda args: home_cli.hand_in(args) if args.server else _publish(args, examine))
    add = commands.add_parser("sign", help="look at submissions and sign them with the keys of this machine")
    home_cli.add_sign(add)
    add.set_defaults(run=lambda args: _guarded(lambda args: _sign(args, examine, compare), args))
    _add_key(commands)
    add = commands.add_parser("pull-back", help="release an older version of a flow again")
    add.add_argument("service", help="department/service")
    add.add_argument("version", type=int)
    _finish(add, _pull_back)
    add = commands.add_parser("withdraw", help="take a flow off the terminals")
    add.add_argument("service", help="department/service")
    _finish(add, _withdraw)
    add = commands.add_parser("renew", help="sign again what expires soon; run it daily")
    _finish(add, _renew)
    add = commands.add_parser("ceremony", help="make the keys and an empty repository, or let a department in")
    add.add_argument("--department", action="append", default=[], help="who may publish; may be given several times")
    add.add_argument("--root-keys", type=int, default=1, metavar="N", help="how many people hold a root key")
    add.add_argument("--root-threshold", type=int, default=1, metavar="M", help="how many of them must agree")
    add.add_argument("--trusted-root", type=Path, metavar="FILE", help="write the root that installations take along")
    ceremony_cli.add_commands(add, _finish)
    _finish(add, _ceremony)
    add = commands.add_parser("replace-key", help="replace a key that leaked")
    add.add_argument("role", help="targets, snapshot, timestamp, or a department")
    _finish(add, _replace_key)


def _add_key(commands: "argparse._SubParsersAction[Any]") -> None:
    key = commands.add_parser("key", help="make a key on this machine").add_subparsers(required=True, metavar="COMMAND")
    add = key.add_parser("make", help="make a key; NAME.pub is the half that you give away")
    add.add_argument("name", help="such as root-anna, department-housing; on the server snapshot and timestamp")
    add.add_argument("--keys", type=Path, required=True, metavar="DIR", help=f"where; ${PASSPHRASE}, or you are asked")
    add.add_argument("--json", action="store_true", help="print the outcome as JSON")
    add.set_defaults(run=lambda args: _guarded(home_cli.make_key, args))


def _sign(args: argparse.Namespace, examine: "Examine | None", compare: "Compare | None") -> dict[str, Any]:
    from kiosk.central.publishing.signing import Looks

    return home_cli.sign(args, Looks(None if args.report_suffices else examine, compare))


def _finish(command: argparse.ArgumentParser, run: Any) -> None:
    command.add_argument("--data", type=Path, metavar="DIR", help=f"$KIOSK_CENTRAL_DATA, or {_DATA}")
    command.add_argument("--repository", type=Path, metavar="DIR", help="$KIOSK_CENTRAL_FLOWS, or DATA/flows")
    command.add_argument("--keys", type=Path, metavar="DIR", help=f"DATA/keys; ${PASSPHRASE} opens encrypted ones")
    command.add_argument("--json", action="store_true", help="print the outcome as JSON")
    command.set_defaults(run=lambda args: _guarded(run, _placed(args)))


def _placed(args: argparse.Namespace) -> argparse.Namespace:
    """Fill in the folders; what is said on the command line goes before the environment."""
    data = args.data or Path(os.environ.get("KIOSK_CENTRAL_DATA") or _DATA)
    served = None if args.data else os.environ.get("KIOSK_CENTRAL_FLOWS")
    args.repository = args.repository or Path(served or data / "flows")
    args.keys = args.keys or data / "keys"
    return args


def _guarded(run: Any, args: argparse.Namespace) -> int:
    """Carry a command out; its dictionary is the outcome, and `say` in it the words for people."""
    from kiosk.central.publishing.errors import PublishingError

    try:
        outcome: dict[str, Any] = run(args)
    except PublishingError as error:
        problems = _problems(error)
        if args.json:
            print(json.dumps({"error": str(error), "problems": problems}, ensure_ascii=False))  # noqa: T201
        else:
            print(_rendered(error), file=sys.stderr)  # noqa: T201
        return 1
    words = outcome.pop("say")
    print(json.dumps(outcome, ensure_ascii=False) if args.json else words)  # noqa: T201
    return 0


def _repository(args: argparse.Namespace) -> "Repository":
    from kiosk.central.publishing.keys import KeyDirectory, passphrase
    from kiosk.central.publishing.repository import Repository

    return Repository(args.repository, KeyDirectory(args.keys, passphrase()))


def _publish(args: argparse.Namespace, examine: "Examine | None") -> dict[str, Any]:
    from kiosk.central.publishing.publish import publish

    repository = _repository(args)
    heard = None if args.json else _examined
    done = publish(args.flows, repository, exact=args.exact, examine=examine, heard=heard)
    repository.renew()
    flows = [dataclasses.asdict(flow) for flow in done.flows]
    return {"release_seq": done.release_seq, "flows": flows, "say": _told(done)}


def _examined(service: str, number: int, of: int) -> None:
    """Say how far it is: a flow that nobody examined before on this machine takes its time."""
    print(f"{EXAMINED}{number} of {of}: {service}", file=sys.stderr, flush=True)  # noqa: T201 - the command's progress


def _told(done: "Publication") -> str:
    lines = []
    for flow in done.flows:
        line = f"{flow.service}@{flow.version}: {flow.state}"
        if flow.state != "unchanged" and flow.version != flow.written_version:
            line += f" (flow.yaml says version {flow.written_version}, which was published already; raised)"
        lines.append(line)
    return "\n".join([*lines, f"release {done.release_seq} is in force"])


def _pull_back(args: argparse.Namespace) -> dict[str, Any]:
    from kiosk.central.publishing.publish import pull_back

    seq = pull_back(_repository(args), args.service, args.version)
    return {"release_seq": seq, "say": f"release {seq} brings back {args.service}@{args.version}"}


def _withdraw(args: argparse.Namespace) -> dict[str, Any]:
    from kiosk.central.publishing.publish import withdraw

    seq = withdraw(_repository(args), args.service)
    return {"release_seq": seq, "say": f"release {seq} is without {args.service}"}


def _renew(args: argparse.Namespace) -> dict[str, Any]:
    roles = _repository(args).renew()
    return {"renewed": roles, "say": f"signed again: {', '.join(roles) or 'nothing, all is fresh'}"}


def _ceremony(args: argparse.Namespace) -> dict[str, Any]:
    from kiosk.central.publishing.ceremony import add_department, hold_ceremony

    repository, said = _repository(args), []
    if not repository.files.exists():
        hold_ceremony(repository, root_keys=args.root_keys, root_threshold=args.root_threshold)
        said.append(f"made a repository in {args.repository}, with its keys in {args.keys}")
    for department in args.department:
        new = add_department(repository, department)
        said.append(f"{department} may publish" if new else f"{department} may publish already")
    if args.trusted_root:
        args.trusted_root.parent.mkdir(parents=True, exist_ok=True)
        args.trusted_root.write_bytes(repository.newest_root())
        said.append(f"the root for installations is in {args.trusted_root}")
    return {"departments": args.department, "say": "\n".join(said) or "nothing to do"}


def _replace_key(args: argparse.Namespace) -> dict[str, Any]:
    from kiosk.central.publishing.ceremony import replace_key

    replace_key(_repository(args), args.role)
    return {"role": args.role, "say": f"{args.role} signs with a new key; the old one counts for nothing"}


def _problems(error: Exception) -> list[dict[str, Any]]:
    refused: FlowsRefusedError | Exception = error
    return [
        {**dataclasses.asdict(problem), "file": str(folder.place(problem.file))}
        for folder, problem in getattr(refused, "problems", ())
    ]


def _rendered(error: Exception) -> str:
    from kiosk.central.publishing.diagnosis import render

    found = [render(folder, problem) for folder, problem in getattr(error, "problems", ())]
    return "\n".join([*found, f"error: {error}"])
