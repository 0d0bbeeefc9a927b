"""The audit as a file, JSON lines or CSV, with its seals: whoever has the file can verify it without the database."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from pathlib import Path

from kiosk.central.audit.chain import Link
from kiosk.central.spreadsheet import BYTE_ORDER_MARK, csv_line

NAMES = tuple(field.name for field in fields(Link))


class UnreadableExportError(Exception):
    """The file is no export of the audit; the text names the line."""


def as_json_lines(chain: Iterable[Link]) -> Iterator[str]:
    for link in chain:
        yield json.dumps(asdict(link), ensure_ascii=False) + "\n"


def as_csv(chain: Iterable[Link]) -> Iterator[str]:
    """Yield lines for a spread sheet, Excel's byte order mark first. What would be a formula gets a quote before it."""
    yield BYTE_ORDER_MARK + csv_line(NAMES)
    for link in chain:
        yield csv_line(asdict(link).values())


def read_json_lines(file: Path) -> Iterator[Link]:
    """Yield what `as_json_lines` wrote.

    Raises:
        UnreadableExportError: a line is not of that form.
    """
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield Link(**json.loads(line))
            except (ValueError, TypeError):
                raise UnreadableExportError(f"{file}:{number}: no line of an audit export") from None
