"""What checking found, for people as compilers say it, and for programs."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.protocol.document import Problem
from kiosk.protocol.excerpt import excerpt
from kiosk.protocol.members import beside


def for_people(folder: Path, files: Mapping[str, bytes], problem: Problem, *, note: bool = False) -> str:
    """Return the lines about one problem, or note: place, code, message, the line itself with carets, the hint."""
    place = f"{_file(folder, problem)}:{problem.line}:{problem.column}"
    lines = [f"{place}: {'note' if note else 'error'}[{problem.code}]: {problem.message}", *excerpt(files, problem)]
    return "\n".join([*lines, *([f"  hint: {problem.hint}"] if problem.hint else [])])


def for_programs(folder: Path, problem: Problem, *, note: bool = False) -> dict[str, Any]:
    """Return one problem with the place of its file; what is but a note says so."""
    told = {**dataclasses.asdict(problem), "file": str(_file(folder, problem))}
    return {**told, "note": True} if note else told


def _file(folder: Path, problem: Problem) -> Path:
    """Return where the author finds the file; fragments and members lie beside it."""
    shared = beside(problem.file)
    return folder / problem.file if shared is None else folder.parent.parent / shared
