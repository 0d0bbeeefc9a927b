"""address: province, city, district, street, chosen one after another; then a line with house and room."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.protocol.fields.field import FormField
from kiosk.protocol.notation import Expression, Strict

Code = Annotated[str, Field(pattern=r"^[0-9]{2,12}$", description="GB/T 2260, or a street's 9 digits")]


class Division(Strict):
    """A division and those it is made of. `name_en` stands in for `name` on screens in English."""

    code: Code
    name: str = Field(min_length=1, max_length=30)
    name_en: str = Field("", max_length=60)
    parts: tuple["Division", ...] = ()


class AddressField(FormField):
    """Value: `{codes, names, line, text}`: the chosen divisions from the largest, and the line that was typed.

    `text` is names and line written in one, as on a letter. The divisions come from the flow itself (`divisions`; in a
    package it may name a file of them, see `kiosk.protocol.package`) or from data (`table`: CEL that gives a list of
    `{code, name, name_en?, parts?}`).
    """

    kind: Literal["address"]
    divisions: tuple[Division, ...] = ()
    table: Expression | None = None
    line_max_length: int = Field(30, ge=5, le=40)

    @model_validator(mode="after")
    def _holds_together(self) -> "AddressField":
        if bool(self.divisions) == (self.table is not None):
            raise ValueError("needs either divisions or table; write the divisions here, or say where the data are")
        codes = list(_codes(self.divisions))
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"division {twice[0]!r} is there twice; each has its own code")
        return self


def _codes(divisions: tuple[Division, ...]) -> Iterator[str]:
    for division in divisions:
        yield division.code
        yield from _codes(division.parts)
