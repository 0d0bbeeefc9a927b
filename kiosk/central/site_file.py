"""A YAML file that the site writes, as the model that it should be; every mistake with its line."""

from pathlib import Path
from typing import TypeVar

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.protocol.document import Problem, read_document
from kiosk.protocol.model_problems import model_problems

M = TypeVar("M", bound=BaseModel)


class SiteFileError(Exception):
    """The file cannot be used; the text lists every problem with its line and remedy."""


class Part(BaseModel):
    """A part of such a file: nothing in it is unknown, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """One text in the languages of the staff's site."""

    zh: str = Field(min_length=1, max_length=200)
    en: str = Field(min_length=1, max_length=200)

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


def read_site_file(file: Path, model: type[M], name: str, variable: str, error: type[SiteFileError]) -> M:
    """Read `file` as `model`.

    Args:
        file: where it lies.
        model: what it should be.
        name: what a message calls it, such as "table of alarms".
        variable: the environment variable that names it.
        error: what is raised.

    Raises:
        SiteFileError: unreadable, no YAML, or not what it should be; all problems at once.
    """
    try:
        document, problems = read_document(str(file), file.read_bytes())
    except OSError as failure:
        raise error(f"{file}: {failure.strerror}: name a file in {variable}") from None
    if document is None or problems:
        raise error(_told(problems, name))
    try:
        return model.model_validate(document.value)
    except ValidationError as failure:
        found = list(model_problems(lambda _location: document, failure, model))
        raise error(_told(found, name)) from None


def _told(problems: list[Problem], name: str) -> str:
    found = sorted(problems, key=lambda one: (one.line, one.column))
    return "\n  ".join([f"{len(found)} to mend in the {name}", *map(str, found)])
