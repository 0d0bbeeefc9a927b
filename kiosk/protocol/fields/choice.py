"""choice: one of a few things that the flow names."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from kiosk.protocol.fields.field import FormField
from kiosk.protocol.notation import Identifier, Strict, TextKey


class Option(Strict):
    """Something to choose. `note` says more about it, in small words."""

    id: Identifier
    label: TextKey
    note: TextKey | None = None


def _told_apart(options: tuple[Option, ...]) -> tuple[Option, ...]:
    ids = [option.id for option in options]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ValueError(f"option {twice[0]!r} is there twice; give each its own id")
    return options


Options = Annotated[tuple[Option, ...], Field(min_length=2, max_length=60), AfterValidator(_told_apart)]


class ChoiceField(FormField):
    """Value: the id of the chosen option."""

    kind: Literal["choice"]
    options: Options
