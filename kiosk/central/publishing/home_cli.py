"""The commands for the machines of authors and signers: `publish --server`, `sign`, `key`. Free of Django."""

import argparse
import getpass
import hashlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiosk.central.publishing.server import Server
    from kiosk.central.publishing.signing import Looks
    from kiosk.protocol.publishing import SubmissionView

PASSPHRASE = "KIOSK_CENTRAL_PASSPHRASE"  # noqa: S105  # the name of a variable, not its content
_LOOK_S = 1.0
_LONGEST_WAIT_S = 3600.0
_UNDER_WAY = ("uploaded", "examining")


def add_server(command: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the options that say where central is and who asks."""
    command.add_argument("--server", required=required, metavar="URL", help="the central platform, https://…")
    command.add_argument("--token", type=Path, required=required, metavar="FILE", help="holds your personal API token")


def hand_in(args: argparse.Namespace) -> dict[str, Any]:
    """Upload every flow at or below `args.flows`; with --wait, tell how their examinations ended.

    Raises:
        PublishingError: central refused one, or one did not pass.
    """
    from kiosk.central.publishing.errors import PublishingError
    from kiosk.central.publishing.folder import read_flows
    from kiosk.central.publishing.server import Server
    from kiosk.protocol.package import PackageError, pack

    if args.token is None:
        raise PublishingError("--server needs --token FILE: make a token on the staff site (接口令牌)")
    try:
        packages = [pack(folder.files) for folder in read_flows(args.flows)]
    except PackageError as error:
        raise PublishingError(f"{error}; kiosk flow check tells more") from None
    server = Server(args.server, args.token)
    try:
        taken = [server.hand_in(package) for package in packages]
        if args.wait:
            taken = [_examined(server, one) for one in taken]
    finally:
        server.close()
    words = "\n".join(line for one in taken for line in _told(one))
    if any(one.state == "refused" for one in taken):
        raise PublishingError(f"{words}\nwhat did not pass its examination can never be signed")
    return {"submissions": [one.model_dump(mode="json") for one in taken], "say": words}


def add_sign(add: argparse.ArgumentParser) -> None:
    """Describe `sign`."""
    add_server(add, required=True)
    add.add_argument("submissions", type=int, nargs="*", metavar="SUBMISSION", help="numbers as on the staff site")
    add.add_argument("--again", action="append", default=[], metavar="SERVICE@VERSION", help="release an older version")
    add.add_argument("--withdraw", action="append", default=[], metavar="SERVICE", help="take a service off")
    add.add_argument(
        "--keys", type=Path, required=True, metavar="DIR", help=f"your keys; ${PASSPHRASE}, or you are asked"
    )
    add.add_argument("--trusted-root", type=Path, metavar="FILE", help="the root you trust (KEYS/trusted-root.json)")
    add.add_argument("--yes", action="store_true", help="sign without asking, for scripts")
    add.add_argument("--report-suffices", action="store_true", help="do not examine again here, only compare")
    add.add_argument("--json", action="store_true", help="print the outcome as JSON")


def sign(args: argparse.Namespace, looks: "Looks") -> dict[str, Any]:
    """Look at everything, tell it, ask, sign.

    Raises:
        PublishingError: whatever is not as it should be; nothing was signed then.
    """
    from kiosk.central.publishing.errors import PublishingError
    from kiosk.central.publishing.fetched import fetched
    from kiosk.central.publishing.repository import now_utc
    from kiosk.central.publishing.server import Server
    from kiosk.central.publishing.signing import looked_at, wanted

    server = Server(args.server, args.token)
    try:
        again = _again(args)
        view = server.propose(args.submissions, again)
        if view.again != again or sorted(one.number for one in view.submissions) != sorted(set(args.submissions)):
            raise PublishingError("the server wants something else signed than what you named; nothing was signed")
        packages = {one.number: server.package(one.number) for one in view.submissions}
        seen = args.keys / "seen" / hashlib.sha256(server.url.encode()).hexdigest()[:16]
        change = fetched(server.url, args.trusted_root or args.keys / "trusted-root.json", seen, server.session)
        offer = looked_at(change, view, packages, now_utc(), looks)
        print("\n".join(offer.words), file=sys.stderr if args.json else sys.stdout)
        signers = _one_each(offer.proposal, opened(args.keys, offer.proposal.wanted_keys()))
        if not signers:
            raise PublishingError(
                f"no key in {args.keys} may sign this; wanted are {'; '.join(wanted(offer.proposal))}"
            )
        if not args.yes and not agreed("sign this?"):
            raise PublishingError("nothing was signed")
        made = offer.proposal.sign(signers)
        done = server.add_signatures(view.number, [_wire(*one) for one in made])
    finally:
        server.close()
    signed = sorted({role for role, _, _ in made})
    return {**done.model_dump(mode="json", exclude={"document"}), "signed": signed, "say": _outcome(signed, done)}


def make_key(args: argparse.Namespace) -> dict[str, Any]:
    """Make a key on this machine, with a passphrase, and its public half."""
    from kiosk.central.publishing.keys import KeyDirectory
    from kiosk.central.publishing.proposal import fingerprint

    phrase = os.environ.get(PASSPHRASE)
    if phrase is None and sys.stdin.isatty():
        phrase = _new_passphrase()
    keys = KeyDirectory(args.keys, phrase.encode() if phrase else None)
    key = keys.make(args.name).public_key
    public = keys.public_file(args.name)
    words = [f"{public}: the public half; give this file away", f"fingerprint: {fingerprint(key.keyid)}"]
    if not phrase:
        words.append(f"the key has no passphrase: set ${PASSPHRASE} to give a person's key one")
    return {"name": args.name, "keyid": key.keyid, "public": str(public), "say": "\n".join(words)}


def opened(directory: Path, keyids: set[str]) -> list[Any]:
    """Return the keys in `directory` that count; a passphrase comes from the environment or is asked for."""
    from kiosk.central.publishing.keys import KeyDirectory

    phrase = os.environ.get(PASSPHRASE)
    keys: KeyDirectory = KeyDirectory(directory, phrase.encode() if phrase else None)
    if phrase is None and sys.stdin.isatty() and keys.encrypted(keyids):
        keys = keys.with_passphrase(getpass.getpass(f"passphrase of the keys in {directory}: ").encode())
    return list(keys.signers(keyids))


def agreed(question: str) -> bool:
    """Ask a person; only a written yes is one, and nobody at the keyboard is none."""
    try:
        return input(f"{question} Type yes: ").strip().lower() == "yes"
    except EOFError:
        return False


def _new_passphrase() -> str:
    from kiosk.central.publishing.errors import PublishingError

    first = getpass.getpass("a passphrase for the new key: ")
    if first != getpass.getpass("the same again: "):
        raise PublishingError("the two differ; no key was made")
    return first


def _one_each(proposal: Any, signers: Sequence[Any]) -> list[Any]:
    """Leave out further keys for a role that one of these signs already: nobody signs for two."""
    chosen: dict[str, Any] = {}
    for standing in proposal.standings():
        for signer in signers:
            if signer.public_key.keyid in standing.open:
                chosen.setdefault(standing.role, signer)
    return list({signer.public_key.keyid: signer for signer in chosen.values()}.values())


def _again(args: argparse.Namespace) -> dict[str, int]:
    from kiosk.central.publishing.errors import PublishingError

    again = dict.fromkeys(args.withdraw, 0)
    for word in args.again:
        service, _, version = word.rpartition("@")
        if not (service and version.isdigit() and int(version)):
            raise PublishingError(f"{word!r}: write department/service@version")
        again[service] = int(version)
    return again


def _wire(role: str, keyid: str, signature: str) -> Any:
    from kiosk.protocol.publishing import SignatureMade

    return SignatureMade(role=role, keyid=keyid, signature=signature)


def _outcome(signed: Sequence[str], done: Any) -> str:
    words = f"signed {', '.join(signed)}"
    if done.state == "published":
        return f"{words}; nothing is missing: published in release {done.release_seq}"
    missing = ", ".join(f"{role}: {count}" for role, count in sorted(done.missing.items()))
    return f"{words}; still missing: {missing}"


def _examined(server: "Server", one: "SubmissionView") -> "SubmissionView":
    from kiosk.central.publishing.errors import PublishingError

    ends_at = time.monotonic() + _LONGEST_WAIT_S
    while one.state in _UNDER_WAY:
        if time.monotonic() > ends_at:
            raise PublishingError(f"submission {one.number} is {one.state} still; look at the staff site")
        time.sleep(_LOOK_S)
        one = server.submission(one.number)
    return one


def _told(one: "SubmissionView") -> list[str]:
    line = f"submission {one.number}: {one.service}@{one.version} is {one.state}"
    if one.version != one.written_version:
        line += f" (flow.yaml says version {one.written_version}, which was published already; raised)"
    found = one.report.findings if one.report else ()
    places = [f"  {each.stage}: {each.file}:{each.line}:{each.column}: {each.message}" for each in found]
    return [line, *places]
