"""The shape of a department's reply, as a flow writes it.

    result: {account: text, opened: day?, rows: [{month: month, amount: money}]}

A word names a kind of value, `?` behind it says that the value may be absent or null; a list holds the shape of its
items; a mapping names its fields. `pdf` is a file, see `kiosk.protocol.files`; `portrait` shows a person, see
`kiosk.protocol.portraits`.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag
from typing_extensions import TypeAliasType

from kiosk.protocol.steps.step import Identifier

Word = Literal[
    "text",
    "truth",
    "int",
    "number",
    "day",
    "month",
    "money",
    "pdf",
    "portrait",
    "text?",
    "truth?",
    "int?",
    "number?",
    "day?",
    "month?",
    "money?",
    "pdf?",
    "portrait?",
]
"""`day` YYYY-MM-DD, `month` YYYY-MM, `money` text in yuan with two decimals (-1234.50), `truth` true or false."""


def _written_as(value: Any) -> str:
    return "a list" if isinstance(value, list) else "fields" if isinstance(value, dict) else "a word"


if TYPE_CHECKING:
    Shape = Word | list["Shape"] | dict[str, "Shape"]  # mypy knows recursion here, and no discriminator
else:
    Shape = TypeAliasType(
        "Shape",
        Annotated[
            Annotated[Word, Tag("a word")]
            | Annotated[Annotated[list["Shape"], Field(min_length=1, max_length=1)], Tag("a list")]
            | Annotated[dict[Identifier, "Shape"], Tag("fields")],
            Discriminator(_written_as),
        ],
    )
"""Tags with a blank never stand for a key of the document, so places are found past them."""

Fields = dict[Identifier, Shape]
