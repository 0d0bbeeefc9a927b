"""The districts of the site's file, brought into the database after each migration.

A district that leaves the file stays as long as a place lies in it: who looks for its terminals must find them.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kiosk.central.fleet.models import District
from kiosk.central.replies import problems

MOST_TILES = 16
"""Rows and columns of the sketch; the style sheet of the first page knows as many."""


class DistrictsError(Exception):
    """The file cannot be used; the text names file, place and remedy."""


class Line(BaseModel):
    """`code`: GB/T 2260. `row`, `column`: its tile on the first page's sketch of the city, from 1, north up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[0-9]{6}$")
    name: str = Field(min_length=1, max_length=40)
    row: int | None = Field(default=None, ge=1, le=MOST_TILES)
    column: int | None = Field(default=None, ge=1, le=MOST_TILES)


_LINES = TypeAdapter(list[Line])


def read(file: Path) -> list[Line]:
    """Return the districts in the file's order.

    Raises:
        DistrictsError: no file, no YAML, no list of `{code, name}`, a code that stands twice, half a position,
            two on one tile.
    """
    try:
        lines = _LINES.validate_python(yaml.safe_load(file.read_text("utf-8")))
    except OSError as error:
        raise DistrictsError(f"{file}: {error.strerror}: name a file in KIOSK_CENTRAL_DISTRICTS") from None
    except yaml.YAMLError as error:
        raise DistrictsError(f"{file}: {error}") from None
    except ValidationError as error:
        raise DistrictsError(f"{file}: {problems(error)}: write a list of {{code: six digits, name: …}}") from None
    if twice := _twice(line.code for line in lines):
        raise DistrictsError(f"{file}: {', '.join(twice)} stands twice: a code names one district")
    if half := [line.name for line in lines if (line.row is None) != (line.column is None)]:
        raise DistrictsError(f"{file}: {', '.join(half)}: write both row and column, or neither")
    if twice := _twice(f"row {line.row} column {line.column}" for line in lines if line.row):
        raise DistrictsError(f"{file}: {', '.join(twice)} stands twice: a tile shows one district")
    return lines


def _twice(said: Iterable[str]) -> list[str]:
    return sorted(one for one, times in Counter(said).items() if times > 1)


def ensure(**_signal: Any) -> None:
    """Bring the table to what the file says. Runs after each migration."""
    lines = read(settings.DISTRICTS_FILE)
    for rank, line in enumerate(lines):
        said = line.model_dump(exclude={"code"}) | {"rank": rank}
        District.objects.update_or_create(code=line.code, defaults=said)
    District.objects.exclude(code__in=[line.code for line in lines]).filter(places__isnull=True).delete()
