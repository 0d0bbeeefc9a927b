"""From a place in an expression to the place in the file that it is written in."""

from collections.abc import Mapping
from dataclasses import replace

from kiosk.engine.cel import Flaw
from kiosk.protocol.document import Problem


def line_of(files: Mapping[str, bytes], problem: Problem) -> str:
    """Return the line that `problem` is on; empty when there is none."""
    lines = files.get(problem.file, b"").decode("utf-8-sig", "replace").splitlines()
    return lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""


def pinned(problem: Problem, files: Mapping[str, bytes], text: str, flaw: Flaw) -> Problem:
    """Return `problem`, which is at the beginning of `text`, at the very part of it that `flaw` means.

    A text that the file does not hold as it is (folded, or with escapes of YAML) keeps its beginning, and is quoted.
    """
    code = f"expression-{flaw.code}"
    rest = line_of(files, problem)[problem.column - 1 :]
    quote = 1 if rest[:1] in {"'", '"'} else 0
    if "\n" not in text and rest[quote:].startswith(text):
        width = max(1, flaw.end - flaw.start)
        return replace(problem, column=problem.column + quote + flaw.start, width=width, code=code)
    block = _in_block(problem, files, text, flaw)
    if block is not None:
        line, column, width = block
        return replace(problem, line=line, column=column, width=width, code=code)
    part = text[flaw.start : flaw.end] or "the end"
    return replace(problem, message=f"at {part!r}: {problem.message}", code=code)


def _in_block(problem: Problem, files: Mapping[str, bytes], text: str, flaw: Flaw) -> tuple[int, int, int] | None:
    """Return line, column and width in a block of YAML that begins with `|`, if that is how `text` is written."""
    lines = files.get(problem.file, b"").decode("utf-8-sig", "replace").splitlines()
    inside = text.splitlines()
    written = lines[problem.line : problem.line + len(inside)]
    if [line.strip() for line in written] != [line.strip() for line in inside]:
        return None
    before = text[: flaw.start]
    row, at = before.count("\n"), len(before) - (before.rfind("\n") + 1)
    row = min(row, len(inside) - 1)
    indent = len(written[row]) - len(inside[row])
    return problem.line + 1 + row, indent + at + 1, max(1, min(flaw.end - flaw.start, len(inside[row]) - at))
