"""The line that a problem is on, with carets below what is wrong, as compilers show it."""

import unicodedata
from collections.abc import Mapping

from kiosk.protocol.document import Problem


def excerpt(files: Mapping[str, bytes], problem: Problem) -> list[str]:
    """Return the line and the carets; nothing for a picture, or where there is no such line."""
    text = files.get(problem.file, b"").decode("utf-8-sig", errors="replace").split("\n")
    if not problem.file.endswith((".yaml", ".typ")) or not 0 < problem.line <= len(text):
        return []
    line = text[problem.line - 1].rstrip("\r").replace("\t", " ")
    before = problem.column - 1
    carets = "^" * (_columns(line[before : before + problem.width]) if problem.width > 1 else 1)
    return [f"{problem.line:5} | {line}", f"{'':5} | {'':{_columns(line[:before])}}{carets}"] if line else []


def _columns(text: str) -> int:
    """Return the columns that `text` takes on a terminal: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
