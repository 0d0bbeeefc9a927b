"""Problems as a compiler prints them: place, message, the line itself, a caret, a hint."""

import unicodedata

from kiosk.central.publishing.folder import FlowFolder
from kiosk.protocol.package import Problem


def render(folder: FlowFolder, problem: Problem) -> str:
    """Return the lines about one problem."""
    place = f"{folder.place(problem.file)}:{problem.line}:{problem.column}"
    lines = [f"{place}: {problem.message}", *_excerpt(folder, problem)]
    if problem.hint:
        lines.append(f"  hint: {problem.hint}")
    return "\n".join(lines)


def _excerpt(folder: FlowFolder, problem: Problem) -> list[str]:
    text = folder.files.get(problem.file, b"").decode("utf-8-sig", errors="replace").split("\n")
    if not problem.file.endswith((".yaml", ".typ")) or not 0 < problem.line <= len(text):
        return []
    line = text[problem.line - 1].rstrip("\r").replace("\t", " ")
    number = f"{problem.line:5} | "
    return [number + line, " " * 5 + " | " + " " * _width(line[: problem.column - 1]) + "^"] if line else []


def _width(text: str) -> int:
    """Return the columns that `text` takes on a terminal: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
