"""A flow to begin with: whole, and well by every check, for an author to change step by step."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_SKELETON = Path(__file__).parent / "skeleton"


@dataclass(frozen=True)
class Question:
    """What the author is asked. `usual` may name earlier answers; the answer must be like `pattern`."""

    name: str
    asks: str
    usual: str
    pattern: str
    remedy: str


_WORDS = r"[^\W_](?:[^\W_]|[ ()（）、·,.&-]){0,39}"  # nothing that YAML or Typst would take for more than words
_LATIN = r"[A-Za-z0-9][A-Za-z0-9 (),.&-]{0,39}"
_REMEDY = "1 to 40 Latin letters, digits, blanks and (),.&-"
QUESTIONS = (
    Question(
        "service",
        "department/service",
        "housing/archive-proof",
        r"[a-z0-9-]+/[a-z0-9-]+",
        "small letters, digits and -",
    ),
    Question(
        "title_zh", "title in Chinese", "住房档案证明", _WORDS, "1 to 40 letters, digits, blanks and ()（）、·,.&-"
    ),
    Question("title_en", "title in English", "Housing Archive Proof", _LATIN, _REMEDY),
    Question(
        "department_zh",
        "department in Chinese",
        "示范部门",
        _WORDS,
        "1 to 40 letters, digits, blanks and ()（）、·,.&-",
    ),
    Question("department_en", "department in English", "Demonstration Department", _LATIN, _REMEDY),
    Question("item_code", "national item code (GB/T 39554)", "000114001000", r"[0-9A-Z]{12,33}", "12 to 33 signs"),
    Question("theme", "theme", "{service_department}", r"[a-z][a-z0-9_]*", "small letters, digits and _"),
    Question(
        "operation",
        "operation of the department that finds the record",
        "{service_department}.find",
        r"[a-z0-9-]+\.[a-z0-9-]+",
        "department.operation, small letters",
    ),
)


def usual(question: Question, answers: Mapping[str, str]) -> str:
    """Return what is meant when the author just presses Enter; `answers`: those so far."""
    department = answers.get("service", "").split("/")[0]
    proposed = question.usual.replace("{service_department}", department)
    return proposed.replace("-", "_") if question.name == "theme" else proposed


def refusal(question: Question, answer: str) -> str:
    """Return what is wrong with an answer, or nothing."""
    fits = re.fullmatch(question.pattern, answer) and answer == answer.strip()
    return "" if fits else f"{question.asks}: {answer!r} cannot be; {question.remedy}"


def begun(answers: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of a flow, by name, for `answers` that were not refused."""
    return {
        path.relative_to(_SKELETON).as_posix(): _filled(path.read_text(encoding="utf-8"), answers).encode()
        for path in sorted(_SKELETON.rglob("*"))
        if path.is_file()
    }


def _filled(text: str, answers: Mapping[str, str]) -> str:
    return re.sub(r"@(\w+)@", lambda found: answers[found[1]], text)
