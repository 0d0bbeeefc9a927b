"""What the audit keeps of a rollout's turns, and the same in words of staff: each form of sentence stands here once.

The audit is one language, since auditors and programs read it long after; pages read it in theirs. A sentence of
another form, as an older or newer platform wrote it, is shown as it is.
"""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.rollout.judging import Finding
from kiosk.central.rollout.wording import MEASURES

PLANNED = "release {release}; rings {rings}; {pilots} pilots"
TURN = "release {release}, ring {ring}"
STEERED = "release {release}, ring {ring}: {reason}"
SUPERSEDED = "release {release} by {newer}"
TOLD = "{release}: {count} terminals: {names}"
TOLD_MANY = "{release}: {count} terminals: {names} and {more} more"
FIGURE = "{what} {bad}/{of}, limit {limit}, p={chance}"
COMPARED = "{what} {bad}/{of}, limit {limit} (before {before}), p={chance}"
_WORDS: Mapping[str, Promise] = {
    PLANNED: _("发布 %(release)s；批次 %(rings)s；试点 %(pilots)s 台"),
    SUPERSEDED: _("发布 %(release)s 被 %(newer)s 取代"),
    TOLD_MANY: _("发布 %(release)s：%(count)s 台：%(names)s 等，另有 %(more)s 台"),
    TOLD: _("发布 %(release)s：%(count)s 台：%(names)s"),
    COMPARED: _("%(what)s %(bad)s/%(of)s，限值 %(limit)s（此前版本 %(before)s），p 值 %(chance)s"),
    FIGURE: _("%(what)s %(bad)s/%(of)s，限值 %(limit)s，p 值 %(chance)s"),
    STEERED: _("发布 %(release)s 第 %(ring)s 批：%(reason)s"),
    TURN: _("发布 %(release)s 第 %(ring)s 批"),
}
"""By form; the longer of two that begin alike comes first."""
_SHAPES: Mapping[str, str] = {
    "release": r"#\d+",
    "newer": r"#\d+",
    "ring": r"\d+",
    "pilots": r"\d+",
    "count": r"\d+",
    "more": r"\d+",
    "bad": r"\d+",
    "of": r"\d+",
    "what": "[a-z_]+(?::[^ ]+)?",
    "reason": r"(?s:.*)",
}


def figure(finding: Finding) -> str:
    """Return a figure as the audit keeps it: what, how many of how many, against what, and how likely by chance."""
    said = {"what": finding.key, "bad": finding.bad, "of": finding.of, "limit": f"{finding.limit:.1%}"}
    form = COMPARED if finding.of_before else FIGURE
    return form.format(**said, before=f"{finding.bad_before}/{finding.of_before}", chance=f"{finding.chance:.2g}")


def in_words(detail: str) -> str:
    """Return an event's detail in the page's language."""
    whole = _one(detail)
    return whole if whole is not None else "；".join(_one(part) or part for part in detail.split("; "))


def _one(sentence: str) -> str | None:
    for form, words in _WORDS.items():
        found = _pattern(form).fullmatch(sentence)
        if found:
            return str(words) % {name: _value(name, value) for name, value in found.groupdict().items()}
    return None


def _value(name: str, value: str) -> str:
    if name == "what":
        measure, _colon, service = value.partition(":")
        words = str(MEASURES.get(measure, measure))  # type: ignore[call-overload]  # of an older platform: any word
        return f"{words}（{service}）" if service else words
    figures = [_one(part) for part in value.split("; ")] if name == "reason" else []
    return "；".join(filter(None, figures)) if figures and all(figures) else value


def _pattern(form: str) -> re.Pattern[str]:
    def shape(field: re.Match[str]) -> str:
        return f"(?P<{field[1]}>{_SHAPES.get(field[1], '[^;]*?')})"

    return re.compile(re.sub(r"\\\{([a-z]+)\\\}", shape, re.escape(form)))
