"""Which of the findings the terminal should take for which role. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from drivers.faults import Role
from drivers.finding import Finding
from kiosk.devices.probing.looks import CAMERAS

_FACE_NAME = re.compile(r"face|front|人脸|人像", re.IGNORECASE)
_DOCUMENT_NAME = re.compile(r"doc|scan|visuali[sz]er|高拍|文件|证照|\bA[34]\b", re.IGNORECASE)
_DOCUMENT_PX = 5_000_000  # who builds so many pixels in wants to read with them


@dataclass(frozen=True)
class Choice:
    """What to write for a role. `guess` says what the choice rests on, where it rests on little."""

    taken: Finding
    others: tuple[Finding, ...] = ()
    guess: str = ""


def choose(findings: Iterable[Finding]) -> list[Choice]:
    """Return a choice for each role of which something was found, in the order of the roles. The first is taken."""
    found = list(findings)
    chosen = {role: _first([one for one in found if one.role is role]) for role in Role if role not in CAMERAS}
    chosen |= _cameras([one for one in found if one.role in CAMERAS])
    return [choice for role in Role if (choice := chosen.get(role)) is not None]


def _first(findings: Sequence[Finding]) -> Choice | None:
    return Choice(findings[0], tuple(findings[1:])) if findings else None


def _cameras(findings: Sequence[Finding]) -> dict[Role, Choice]:
    """Any camera fits both roles: let its name decide, then what it can resolve, then the order."""
    chosen: dict[Role, Choice] = {}
    left = list(dict.fromkeys(_place(one) for one in reversed(findings)))  # among equals the first is the face's
    for role in (Role.DOCUMENT_CAMERA, Role.FACE_CAMERA):
        mine = {_place(one): one for one in findings if one.role is role}
        ranked = sorted((mine[place] for place in left if place in mine), key=_fitness, reverse=True)
        only = len(mine) == len(findings)  # nobody was asked about the other role
        if ranked and (role is Role.FACE_CAMERA or only or _is_one(ranked)):
            chosen[role] = Choice(ranked[0], tuple(ranked[1:]), _guess(ranked[0]))
            left.remove(_place(ranked[0]))
    taken = {_place(choice.taken) for choice in chosen.values()}
    return {
        role: replace(choice, others=tuple(one for one in choice.others if _place(one) not in taken))
        for role, choice in chosen.items()
    }


def _is_one(ranked: Sequence[Finding]) -> bool:
    """Whether the best of the document cameras is one: of several one has to be, a single one must look so."""
    best = _fitness(ranked[0])
    return best >= _DOCUMENT_PX or (len(ranked) > 1 and best >= 0)


def _fitness(finding: Finding) -> int:
    """How well a camera fits its role: beyond all pixels when its name says so, below none when it says the other."""
    own, other = (_DOCUMENT_NAME, _FACE_NAME) if finding.role is Role.DOCUMENT_CAMERA else (_FACE_NAME, _DOCUMENT_NAME)
    if own.search(finding.name):
        return 10**12
    if other.search(finding.name):
        return -1
    return _pixels(finding) if finding.role is Role.DOCUMENT_CAMERA else 0


def _guess(finding: Finding) -> str:
    own = _DOCUMENT_NAME if finding.role is Role.DOCUMENT_CAMERA else _FACE_NAME
    basis = "its name" if own.search(finding.name) else "its resolution" if _pixels(finding) else "the order"
    return f"a guess by {basis}"


def _pixels(finding: Finding) -> int:
    options = parse_qs(re.split(r"[?#]", finding.url, maxsplit=1)[-1])
    try:
        return int(options["width"][0]) * int(options["height"][0])
    except (KeyError, ValueError):
        return 0


def _place(finding: Finding) -> str:
    return re.split(r"[?#]", finding.url, maxsplit=1)[0]
