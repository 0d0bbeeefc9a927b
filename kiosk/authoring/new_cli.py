"""`kiosk flow new`: a few questions, and a flow that passes every check."""

import argparse
import sys
from pathlib import Path

from kiosk.authoring.beginning import QUESTIONS, Question, begun, refusal, usual

_EXIT_USAGE = 2


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `new` to the commands for authors."""
    new = below.add_parser("new", help="begin a flow: a few questions, and it is written")
    new.add_argument("flows", type=Path, help="the folder of flows, such as flows/")
    new.add_argument("--usual", action="store_true", help="ask nothing that has a usual answer")
    for question in QUESTIONS:
        new.add_argument(f"--{question.name.replace('_', '-')}", help=question.asks, metavar="ANSWER")
    new.set_defaults(run=_new)


def _new(args: argparse.Namespace) -> int:
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        answer = _answer(question, answers, getattr(args, question.name), ask=not args.usual)
        if answer is None:
            return _EXIT_USAGE
        answers[question.name] = answer
    folder = args.flows / answers["service"]
    if folder.exists():
        print(f"{folder} is there already; nothing was written", file=sys.stderr)  # noqa: T201
        return 1
    for name, content in begun(answers).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    print(f"{folder} is written. Look at it with: kiosk flow check {folder}")  # noqa: T201 - the command's answer
    return 0


def _answer(question: Question, before: dict[str, str], given: str | None, *, ask: bool) -> str | None:
    """Return the answer; None when it was refused and nobody can be asked again."""
    proposed = usual(question, before)
    while True:
        if given is None and ask:
            try:
                given = input(f"{question.asks} [{proposed}]: ").strip()
            except EOFError:
                print(f"{question.asks}: there is no answer", file=sys.stderr)  # noqa: T201
                return None
            asked = True
        else:
            asked = False
        answer = given or proposed
        wrong = refusal(question, answer)
        if not wrong:
            return answer
        print(wrong, file=sys.stderr)  # noqa: T201
        if not asked:
            return None
        given = None
