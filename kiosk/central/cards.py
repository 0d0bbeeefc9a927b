"""Template tags of staff's lists: on a phone each row is a card, so each cell carries the name of its column."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()
_NOTHING = frozenset({"", "-", "–", "&nbsp;"})


@register.filter
def as_card(row: Iterable[str], headers: Iterable[Mapping[str, Any]]) -> list[SafeString]:
    """Return the cells of a list's row, with `data-label`, and `data-empty` where there is nothing to read.

    Django makes each cell as text; a control, such as the box that chooses the row, has no name.
    """
    return [_named(cell, header) for cell, header in zip(row, headers, strict=True)]


def _named(cell: str, header: Mapping[str, Any]) -> SafeString:
    if 'class="action-checkbox' in cell:
        return mark_safe(cell)  # noqa: S308 - Django's own, as it came
    label = format_html(' data-label="{}"', capfirst(strip_tags(str(header["text"]))))
    empty = (
        " data-empty" if strip_tags(cell).strip() in _NOTHING and "<img" not in cell and "<input" not in cell else ""
    )
    return mark_safe(re.sub(r"(?<=^<t[dh])", lambda _: label + empty, cell, count=1))  # noqa: S308 - a cell and our own
