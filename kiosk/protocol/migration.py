"""How what was kept by an earlier version of a flow is brought to this one. A short, closed list of what can be done.

    migrations:
      - to: 4
        rename: {applicant.phone: contact.phone, reason: purpose}
        drop: [applicant.fax]

`to: 4` is done to drafts of every version before 4. A name is a step, or a field of a form's.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field

from kiosk.protocol.notation import Strict

Place = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", description="step, or step.field")]
Answers = Mapping[str, Mapping[str, Any]]
"""By step, then by field; what is no form has its answer under the name of the step itself."""


class Migration(Strict):
    """First what is dropped goes, then what is renamed moves, all at once: two names may change places."""

    to: int = Field(ge=2, description="drafts of versions before this one are brought to it")
    rename: dict[Place, Place] = Field(default_factory=dict)
    drop: tuple[Place, ...] = ()


def migrated(kept: Answers, version: int, migrations: Iterable[Migration]) -> dict[str, dict[str, Any]]:
    """Return what was kept at `version` under the names of the present one."""
    answers = {step: dict(fields) for step, fields in kept.items()}
    for migration in migrations:
        if migration.to > version:
            answers = _moved(answers, migration)
    return answers


def _moved(answers: Answers, migration: Migration) -> dict[str, dict[str, Any]]:
    after: dict[str, dict[str, Any]] = {}
    for step, fields in answers.items():
        for name, value in fields.items():
            if not {step, f"{step}.{name}"} & set(migration.drop):
                to_step, to_name = _name(step, name, migration.rename)
                after.setdefault(to_step, {})[to_name] = value
    return after


def _name(step: str, field: str, rename: Mapping[str, str]) -> tuple[str, str]:
    """A rename of the very field goes before one of its whole step."""
    whole = rename.get(f"{step}.{field}")
    if whole is not None:
        to_step, _, to_field = whole.partition(".")
        return to_step, to_field or to_step
    to_step, _, to_field = rename.get(step, step).partition(".")
    return to_step, to_field or (to_step if field == step else field)


def migration_problems(migrations: tuple[Migration, ...], version: int, names: AbstractSet[str]) -> Iterator[str]:
    """Yield what is wrong; `names`: every step, and `step.field`, of the present flow."""
    for earlier, later in pairwise(migrations):
        if earlier.to >= later.to:
            yield f"migrations: {later.to} stands behind {earlier.to} | write them in the order of their versions"
    for number, migration in enumerate(migrations):
        if migration.to > version:
            yield f"migrations: to {migration.to} is beyond version {version} | raise the version"
        moved_on = {name for later in migrations[number + 1 :] for name in (*later.rename, *later.drop)}
        for old, new in migration.rename.items():
            if new not in names and not {new, new.partition(".")[0]} & moved_on:
                yield (
                    f"migrations: {old!r} becomes {new!r}, which is no step or field "
                    "| name one of this version, or drop it"
                )
        for twice in sorted({new for new in migration.rename.values() if _count(new, migration.rename) > 1}):
            yield f"migrations: two answers become {twice!r} | keep one, drop the other"


def _count(new: str, rename: Mapping[str, str]) -> int:
    return list(rename.values()).count(new)
