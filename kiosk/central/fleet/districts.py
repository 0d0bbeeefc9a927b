"""The districts of the site's file, brought into the database after each migration.

A district that leaves the file stays as long as a place lies in it: who looks for its terminals must find them.
"""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kiosk.central.fleet.models import District
from kiosk.central.replies import problems


class DistrictsError(Exception):
    """The file cannot be used; the text names file, place and remedy."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[0-9]{6}$")
    name: str = Field(min_length=1, max_length=40)


_LINES = TypeAdapter(list[_Line])


def read(file: Path) -> dict[str, str]:
    """Return the names by code of GB/T 2260, in the file's order.

    Raises:
        DistrictsError: no file, no YAML, no list of `{code, name}`, or a code that stands twice.
    """
    try:
        lines = _LINES.validate_python(yaml.safe_load(file.read_text("utf-8")))
    except OSError as error:
        raise DistrictsError(f"{file}: {error.strerror}: name a file in KIOSK_CENTRAL_DISTRICTS") from None
    except yaml.YAMLError as error:
        raise DistrictsError(f"{file}: {error}") from None
    except ValidationError as error:
        raise DistrictsError(f"{file}: {problems(error)}: write a list of {{code: six digits, name: …}}") from None
    names = {line.code: line.name for line in lines}
    twice = sorted({line.code for line in lines if sum(line.code == other.code for other in lines) > 1})
    if twice:
        raise DistrictsError(f"{file}: {', '.join(twice)} stands twice: a code names one district")
    return names


def ensure(**_signal: Any) -> None:
    """Bring the table to what the file says. Runs after each migration."""
    names = read(settings.DISTRICTS_FILE)
    for rank, (code, name) in enumerate(names.items()):
        District.objects.update_or_create(code=code, defaults={"name": name, "rank": rank})
    District.objects.exclude(code__in=names).filter(places__isnull=True).delete()
