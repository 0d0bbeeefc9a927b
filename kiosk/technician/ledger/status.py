"""`kiosk ledger status`: how many records there are, what waits for central, how much room is left."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.inspection import Holdings
from kiosk.ledger.room import CODES, REMEDIES, Lack, Limits, free_bytes, lack_of
from kiosk.settings import Settings
from kiosk.settings.command_line import settings_from
from kiosk.technician.layout import columns, paragraph
from kiosk.technician.ledger.place import database, inspection, sorry

_MIB = 1 << 20


@dataclass(frozen=True)
class Standing:
    """`set_aside`: names of databases that were damaged, with their bytes. `lack`: why nothing could be recorded."""

    path: str
    bytes: int
    free_mib: int
    lack: Lack | None
    set_aside: dict[str, int]
    holdings: Holdings


def run(args: argparse.Namespace) -> int:
    """Print it; 0 when the terminal can record and nothing was set aside."""
    try:
        standing = standing_of(settings_from(args))
    except (LedgerError, OSError) as error:
        return sorry(error)
    print(json.dumps(asdict(standing)) if args.json else "\n".join(_text(standing)))  # noqa: T201 - a command's answer
    return int(standing.lack is not None or bool(standing.set_aside))


def standing_of(settings: Settings) -> Standing:
    """Look at the ledger of a terminal with these settings.

    Raises:
        LedgerError: it cannot be read.
        OSError: nor can its folder.
    """
    path = database(settings)
    with inspection(settings) as found:
        holdings = found.holdings()
    free = free_bytes(path.parent)
    limits = Limits(settings.ledger.min_free_mib, settings.ledger.most_unsent)
    lack = lack_of(writable=True, free_bytes=free, unsent=holdings.only_here, limits=limits, before=None)
    aside = {file.name: file.stat().st_size for file in sorted(path.parent.glob(f"{path.name}.damaged-*"))}
    size = sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*") if file.name not in aside)
    return Standing(str(path), size, free // _MIB, lack, aside, holdings)


def _text(standing: Standing) -> Iterator[str]:
    held = standing.holdings
    yield f"{standing.path}: {standing.bytes / _MIB:.1f} MiB, {standing.free_mib} MiB free"
    yield f"  sessions under way, or cut and not settled yet: {held.running}"
    yield f"  documents: {_counts(held.issues)}"
    if held.rulings:
        yield f"  rulings on doubtful documents: {_counts(held.rulings)}"
    yield f"  payments:  {_counts(held.payments)}"
    since = f", the oldest of {held.oldest_unsent}" if held.oldest_unsent else ""
    yield f"  waiting for central: {held.unsent}{since}"
    yield f"  refused by central: {held.refused}; unreadable: {held.unreadable}; nowhere but here: {held.only_here}"
    for name, size in standing.set_aside.items():
        yield from paragraph(f"! {name}: was damaged; {size} bytes, keep it", indent=2, within=columns())
    if standing.lack:
        said = f"! {CODES[standing.lack]} {standing.lack}: {REMEDIES[standing.lack]}"
        yield from paragraph(said, indent=2, within=columns())


def _counts(by_state: dict[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in by_state.items()) or "none"
