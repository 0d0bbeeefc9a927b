"""A ceremony led by questions: which public halves, how many must agree. The answers are what the options would be."""

from collections.abc import Callable, Sequence
from pathlib import Path

from securesystemslib.signer import Key

from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.key_changes import TOP, KeyChanges
from kiosk.central.publishing.keys import read_public
from kiosk.central.publishing.proposal import fingerprint

Ask = Callable[[str], str]

_FOUNDING = (
    ("root", "Root says which keys count. Several people hold it; let fewer than all be enough, e.g. 2 of 3."),
    ("targets", "Targets says which department may publish, and signs releases. One or two people hold it."),
    ("snapshot", "Snapshot is a key of the server's: `kiosk central key make snapshot` there."),
    ("timestamp", "Timestamp, too: `kiosk central key make timestamp`."),
)
_MENU = """What is to be done?
  1  let a department in
  2  a key was lost or stolen: put another in its place
  3  one more key for a role
  4  another number of signatures for a role"""


def asked(departments: Sequence[str] | None, ask: Ask = input, say: Callable[[str], None] = print) -> KeyChanges:
    """Ask until it is clear what is to change.

    Args:
        departments: those that may publish now; None when there is no repository yet.
        ask: shows a question and returns the answer.
        say: shows what a person needs to know.

    Raises:
        PublishingError: nobody answers, or the answers make no sense.
    """
    try:
        return _first(ask, say) if departments is None else _later(departments, ask, say)
    except EOFError:
        raise PublishingError("nobody answered; use --add, --remove and --threshold in scripts") from None


def _first(ask: Ask, say: Callable[[str], None]) -> KeyChanges:
    say(
        "There is no repository yet. Each holder makes a key at home (kiosk central key make NAME) and brings NAME.pub."
    )
    add: list[tuple[str, Key]] = []
    thresholds = {}
    for role, words in _FOUNDING:
        say(words)
        keys = _keys(role, ask, say)
        add += [(role, key) for key in keys]
        thresholds[role] = _number(role, len(keys), ask) if len(keys) > 1 else 1
    while department := ask("a department that may publish (its folder's name; empty: no more): ").strip():
        keys = _keys(department, ask, say)
        add += [(department, key) for key in keys]
        thresholds[department] = _number(department, len(keys), ask) if len(keys) > 1 else 1
    return KeyChanges(add, (), thresholds)


def _later(departments: Sequence[str], ask: Ask, say: Callable[[str], None]) -> KeyChanges:
    say(_MENU)
    choice = ask("1, 2, 3 or 4: ").strip()
    say(f"Roles: {', '.join((*TOP, *departments))}")
    role = ask("which role, or which department: ").strip()
    if choice == "4":
        return KeyChanges(thresholds={role: _whole(ask(f"how many must sign {role}: "))})
    if choice not in ("1", "2", "3"):
        raise PublishingError(f"{choice!r} is none of 1, 2, 3, 4")
    remove = [(role, ask("the lost key's id, its first 8 signs at least: ").replace(" ", ""))] if choice == "2" else []
    return KeyChanges([(role, key) for key in _keys(role, ask, say)], remove)


def _keys(role: str, ask: Ask, say: Callable[[str], None]) -> list[Key]:
    keys: list[Key] = []
    while file := ask(f"public half of a key for {role} (a file; empty: no more): ").strip():
        try:
            keys.append(read_public(Path(file)))
        except PublishingError as error:
            say(str(error))
            continue
        say(f"  fingerprint {fingerprint(keys[-1].keyid)}: compare it with what its holder says")
    return keys


def _number(role: str, most: int, ask: Ask) -> int:
    return _whole(ask(f"how many of these {most} must sign {role}: "))


def _whole(answer: str) -> int:
    if not answer.strip().isdigit():
        raise PublishingError(f"{answer!r} is no whole number")
    return int(answer)
