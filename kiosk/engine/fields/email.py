"""email: an address as providers give them: letters, digits and . _ - before the @, a name with a point behind it.

RFC 5321 allows more (quotes, comments, 64 signs before the @); whoever has such an address knows another way.
"""

import re

from kiosk.engine.fields.reading import Sample, Scope, Wrong, text_of, wrong
from kiosk.protocol.fields import EmailField

MOST_SIGNS = 60
_BEFORE = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_BEHIND = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def parse(_field: EmailField, typed: object, _scope: Scope) -> str | Wrong:
    text = text_of(typed).strip().lower()
    before, at, behind = text.partition("@")
    if not at or "@" in behind:
        return wrong("field.email.at")
    if not _BEFORE.fullmatch(before):
        return wrong("field.email.before")
    if not _BEHIND.fullmatch(behind) or len(text) > MOST_SIGNS:
        return wrong("field.email.behind")
    return text


def is_address(text: str) -> bool:
    """True for what the field would take."""
    return isinstance(parse(EmailField(id="a", kind="email", label="a"), text, {}), str)


def boundaries(_field: EmailField, _scope: Scope) -> tuple[Sample, ...]:
    longest = "@example.com"
    return (
        Sample("a@b.cn"),
        Sample("a" * (MOST_SIGNS - len(longest)) + longest),
        Sample("a" * (MOST_SIGNS - len(longest) + 1) + longest, "field.email.behind"),
        Sample("", "field.email.at"),
        Sample("someone.example.com", "field.email.at"),
        Sample("some@one@example.com", "field.email.at"),
        Sample("@example.com", "field.email.before"),
        Sample("some..one@example.com", "field.email.before"),
        Sample("someone@", "field.email.behind"),
        Sample("someone@example", "field.email.behind"),
        Sample("someone@-example.com", "field.email.behind"),
    )
