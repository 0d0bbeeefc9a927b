"""What belongs to the resident: every text in the answers that nobody but a person could have given."""

from typing import Any

from kiosk.engine.parts import is_given_up
from kiosk.engine.session import Answers, Session
from kiosk.explorer.alike import Alike
from kiosk.explorer.promises.deeds import texts
from kiosk.explorer.readings import Reading
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal, revealed
from kiosk.protocol.steps import PayStep, Way


class Secrets:
    """Every text in the answers that belongs to the resident; each answer is looked at once, as sessions hand it on."""

    def __init__(self, flow: Flow, read: tuple[Reading, ...], alike: Alike) -> None:
        self._ours = {step.id for step in flow.steps if isinstance(step, PayStep)}  # a number of ours, and a sum
        self._own_words = _own_words(flow, read)
        self._alike = alike
        self._in: dict[int, frozenset[str]] = {}
        self._of: dict[int, frozenset[str]] = {}

    def of(self, before: Session, after: Session) -> frozenset[str]:
        """Return the texts in the answers of both."""
        known = self._all(before.answers)
        return known if after.answers is before.answers else known | self._all(after.answers)

    def _all(self, answers: Answers) -> frozenset[str]:
        number = self._alike.answers(answers)
        known = self._of.get(number)
        if known is None:
            theirs = (self._told(answer) for name, answer in answers.items() if name not in self._ours)
            known = self._of[number] = frozenset[str]().union(*theirs)
        return known

    def _told(self, answer: Personal[Any]) -> frozenset[str]:
        number = self._alike.answer(answer)
        known = self._in.get(number)
        if known is None:
            told = frozenset[str]() if is_given_up(answer) else frozenset(texts(revealed(answer)))
            known = self._in[number] = told - self._own_words
        return known


def _own_words(flow: Flow, read: tuple[Reading, ...]) -> frozenset[str]:
    """Return the texts of the flow itself, and the ways to identify: as an answer they tell nothing about a person."""
    ids = (step.id for step in flow.steps)
    return frozenset((*ids, *Way, *(str(value) for reading in read for _, value in reading.literals)))
