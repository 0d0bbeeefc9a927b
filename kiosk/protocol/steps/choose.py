"""choose: one item out of a list that was found out, such as which of my homes.

items: deeds.rows
item: {title: item.address, subtitle: masked(item.number), facts: [{label: deed.area, value: item.area}]}
search: true
empty: {text: deed.none, then: skip}
"""

from typing import Literal

from pydantic import Field, model_validator

from kiosk.protocol.steps.step import Expression, Step, Strict, TextKey


class ItemFact(Strict):
    """A detail that tells one item from another; left out where its value is empty or null."""

    label: TextKey
    value: Expression


class ItemWords(Strict):
    """How an item is written. Each expression sees the item as `item`, beside what every expression sees.

    It stands on the screen as it is: a flow masks what nobody behind the resident may read. `find_by` is never shown.
    """

    title: Expression
    subtitle: Expression | None = None
    facts: tuple[ItemFact, ...] = Field((), max_length=3)
    find_by: Expression | None = Field(None, description="what a search finds an item by, beside what is shown of it")


class Empty(Strict):
    """What happens when there is no item: `stop` leads back or out, `skip` goes on as well, with `{}` as answer."""

    text: TextKey
    then: Literal["stop", "skip"] = "stop"


class ChooseStep(Step):
    """The resident picks one of `items`. Answer: that item as a whole, with all its fields.

    `single: take` asks nothing when there is only one. How many stand on a page is the screen's to know.
    """

    kind: Literal["choose"]
    items: Expression = Field(description="CEL that gives a list of records")
    item: ItemWords
    search: bool = False
    single: Literal["ask", "take"] = "ask"
    empty: Empty

    @model_validator(mode="after")
    def _found_by_searching(self) -> "ChooseStep":
        if self.item.find_by is not None and not self.search:
            raise ValueError("has find_by and no search; write search: true, or leave find_by out")
        return self
