"""Tables as files: CSV that Excel opens in Chinese, and XLSX. Both say in their name what they are about.

A spreadsheet takes what begins with =, +, -, @, a tabulator or a line break for a formula (OWASP, CSV injection). Words
that do get an apostrophe before them; numbers are written as numbers, so a negative one stays one.
"""

import csv
import io
import re
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from kiosk.central.reports.tables import Cell, Kind, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NO_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FORMATS = {Kind.COUNT: "#,##0", Kind.SHARE: "0.0%", Kind.SECONDS: "0.0", Kind.NUMBER: "0.0"}
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 120


def csv_of(table: Table) -> bytes:
    """Return it in UTF-8 with a byte order mark, which tells Excel so. Shares are parts of one, times seconds."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(_title(column.title, column.kind)) for column in table.columns])
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_of(tables: Iterable[Table], about: str) -> bytes:
    """Return a workbook with a sheet for each table, headed by `about`."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(_sheet_name(str(table.title)))
        sheet.freeze_panes = "A3"
        for number, column in enumerate(table.columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = 26 if column.kind is Kind.TEXT else 13
        sheet.append([_styled(sheet, harmless(f"{table.title} {about}"))])
        sheet.append([_styled(sheet, harmless(_title(column.title, column.kind))) for column in table.columns])
        formats = [_FORMATS.get(column.kind) for column in table.columns]
        for row in table.rows:
            sheet.append([_cell(sheet, cell, form) for cell, form in zip(row, formats, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file_name(*parts: str, ending: str) -> str:
    """Return a name that every system takes: words of any script, digits, full stops and hyphens."""
    name = _NOT_IN_NAMES.sub("_", "_".join(part for part in parts if part)).strip("_.")
    return f"{name[:_LONGEST_NAME]}.{ending}"


def harmless(words: str) -> str:
    """Return words that no spreadsheet takes for a formula."""
    return f"'{words}" if words.lstrip(" ").startswith(_FORMULA) or words.startswith(_FORMULA) else words


def _title(title: object, kind: Kind) -> str:
    return f"{title} (s)" if kind is Kind.SECONDS else str(title)


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return round(cell, 4)
    return harmless(cell) if isinstance(cell, str) else cell


def _cell(sheet: object, cell: Cell, form: str | None) -> object:
    plain = None if cell is None else _plain(cell)
    if isinstance(plain, str):
        return _NO_CELL.sub("", plain)
    made = WriteOnlyCell(sheet, plain)
    if form is not None:
        made.number_format = form
    return made


def _styled(sheet: object, words: str) -> object:
    made = WriteOnlyCell(sheet, _NO_CELL.sub("", words))
    made.font = Font(bold=True)
    return made


def _sheet_name(title: str) -> str:
    """Return a name of at most 31 signs without those that Excel keeps for itself."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31]
