"""A long list, page by page."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Pages:
    """`items` things, `each` on a page; `page` counts from 1."""

    items: int
    each: int
    page: int = 1

    @property
    def count(self) -> int:
        return max(1, -(-self.items // self.each))

    @property
    def part(self) -> slice:
        """Which of the items are on this page."""
        return slice((self.page - 1) * self.each, self.page * self.each)

    def turned(self, pages: int) -> "Pages":
        """Return the pages turned on, or back, as far as there are any."""
        return replace(self, page=min(self.count, max(1, self.page + pages)))
