"""`kiosk central ceremony begin | sign | status | finish | rehearse`: keys of several people, by a file on a stick."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.central.publishing import home_cli

if TYPE_CHECKING:
    from kiosk.central.publishing.key_changes import KeyChanges
    from kiosk.central.publishing.proposal import Proposal

_ROLE = "root, targets, snapshot, timestamp, or a department"


def add_commands(ceremony: argparse.ArgumentParser, finish: Any) -> None:
    """Add the visits below `ceremony`; `finish` gives each its common options and its `run`."""
    visits = ceremony.add_subparsers(dest="visit", metavar="VISIT")
    add = visits.add_parser("begin", help="draw up what is to be signed; without options, you are asked")
    _file(add)
    add.add_argument("--add", action="append", default=[], metavar="ROLE=FILE.pub", help=f"let a key in; {_ROLE}")
    add.add_argument(
        "--remove", action="append", default=[], metavar="ROLE=KEY", help="its id's beginning, or its .pub"
    )
    add.add_argument("--threshold", action="append", default=[], metavar="ROLE=N", help="how many must sign")
    finish(add, _begin)
    add = visits.add_parser("sign", help="look at it, and sign with the keys of this machine")
    _file(add)
    add.add_argument(
        "--trusted-root", type=Path, metavar="FILE", help="the root you trust; what it builds on must follow"
    )
    add.add_argument("--yes", action="store_true", help="sign without asking, for scripts")
    finish(add, _sign)
    add = visits.add_parser("status", help="say what it changes and whose signatures are missing")
    _file(add)
    finish(add, _status)
    add = visits.add_parser("finish", help="on the server: bring it into force")
    _file(add)
    add.add_argument("--trusted-root", type=Path, metavar="FILE", help="write the root that installations take along")
    finish(add, _finish)
    add = visits.add_parser("rehearse", help="play every loss of a key through, in a folder of its own")
    finish(add, _rehearse)


def _file(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="what is carried from one person to the next")


def _begin(args: argparse.Namespace) -> dict[str, Any]:
    from kiosk.central.publishing.asking import asked
    from kiosk.central.publishing.errors import PublishingError
    from kiosk.central.publishing.key_changes import propose
    from kiosk.central.publishing.keys import KeyDirectory
    from kiosk.central.publishing.repository import Repository, now_utc

    if args.file.exists():
        raise PublishingError(f"{args.file} exists already; finish it, or take another name")
    repository = Repository(args.repository, KeyDirectory(args.keys))
    changes = _changes(args)
    if not changes.roles:
        known = repository.read().departments() if repository.files.exists() else None
        changes = asked(known)
    proposal = propose(repository, changes, now_utc())
    args.file.write_bytes(proposal.to_bytes())
    return _told(args.file, proposal)


def _sign(args: argparse.Namespace) -> dict[str, Any]:
    from kiosk.central.publishing.errors import PublishingError

    proposal = _read(args.file)
    if args.trusted_root:
        proposal.verify_base(_bytes(args.trusted_root))
    told = _told(args.file, proposal)
    print(told["say"], file=sys.stderr if args.json else sys.stdout)
    signers = home_cli.opened(args.keys, proposal.wanted_keys())
    if not signers:
        raise PublishingError(f"no key in {args.keys} is wanted here any more")
    if not args.yes and not home_cli.agreed("sign this?"):
        raise PublishingError("nothing was signed")
    made = sorted({role for role, _, _ in proposal.sign(signers)})
    args.file.write_bytes(proposal.to_bytes())
    return {**_told(args.file, proposal), "signed": made}


def _status(args: argparse.Namespace) -> dict[str, Any]:
    return _told(args.file, _read(args.file))


def _finish(args: argparse.Namespace) -> dict[str, Any]:
    from kiosk.central.publishing.keys import KeyDirectory, passphrase
    from kiosk.central.publishing.proposing import accept
    from kiosk.central.publishing.repository import Repository

    repository = Repository(args.repository, KeyDirectory(args.keys, passphrase()))
    accept(repository, _read(args.file))
    said = [f"in force in {args.repository}"]
    if args.trusted_root:
        args.trusted_root.parent.mkdir(parents=True, exist_ok=True)
        args.trusted_root.write_bytes(repository.newest_root())
        said.append(f"the root for installations is in {args.trusted_root}")
    return {"finished": True, "say": "\n".join(said)}


def _rehearse(args: argparse.Namespace) -> dict[str, Any]:
    from tuf.api.exceptions import RepositoryError

    from kiosk.central.publishing.errors import PublishingError
    from kiosk.central.publishing.rehearsal import Rehearsal, Town

    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if not args.json:
            print(line, flush=True)  # noqa: T201 - as it happens

    with tempfile.TemporaryDirectory(prefix="kiosk-rehearsal-") as folder:
        town = Town(Path(folder))
        try:
            Rehearsal(town, say, town.trusted).play()
        except RepositoryError as error:
            raise PublishingError(f"after this step terminals would not follow: {error}") from None
    return {"steps": said, "say": "every loss was recovered from; nothing of the real repository was touched"}


def _told(file: Path, proposal: "Proposal") -> dict[str, Any]:
    from kiosk.central.publishing.explaining import explained, standing_words

    standings = proposal.standings()
    missing = {one.role: max(one.missing, 0) for one in standings if one.missing}
    next_words = (
        "carry it to the next who signs" if missing else f"nothing is missing: kiosk central ceremony finish {file}"
    )
    words = [*explained(proposal), "", *map(standing_words, standings), f"{file}: {next_words}"]
    return {"file": str(file), "missing": missing, "complete": proposal.complete, "say": "\n".join(words)}


def _changes(args: argparse.Namespace) -> "KeyChanges":
    from kiosk.central.publishing.errors import PublishingError
    from kiosk.central.publishing.key_changes import KeyChanges
    from kiosk.central.publishing.keys import read_public

    add = [(role, read_public(Path(file))) for role, file in map(_pair, args.add)]
    remove = [
        (role, read_public(Path(key)).keyid if key.endswith(".pub") else key) for role, key in map(_pair, args.remove)
    ]
    wanted = dict(map(_pair, args.threshold))
    if not all(number.isdigit() for number in wanted.values()):
        raise PublishingError(f"--threshold wants ROLE=N with a whole number, not {', '.join(args.threshold)}")
    return KeyChanges(add, remove, {role: int(number) for role, number in wanted.items()})


def _pair(word: str) -> tuple[str, str]:
    from kiosk.central.publishing.errors import PublishingError

    role, sign, value = word.partition("=")
    if not (role and sign and value):
        raise PublishingError(f"{word!r}: write ROLE=…, where ROLE is {_ROLE}")
    return role, value


def _read(file: Path) -> "Proposal":
    from kiosk.central.publishing.proposal import Proposal

    return Proposal.from_bytes(_bytes(file))


def _bytes(file: Path) -> bytes:
    from kiosk.central.publishing.errors import PublishingError

    try:
        return file.read_bytes()
    except OSError as error:
        raise PublishingError(f"{file}: {error.strerror}") from None
