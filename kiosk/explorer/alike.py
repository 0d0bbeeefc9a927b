"""Tells answers apart by what they hold, whichever objects hold it: the same has the same number."""

import json
from typing import Any

from kiosk.engine.session import Answers
from kiosk.protocol.personal import Personal, revealed


def frozen(value: Any) -> str:
    """Return `value` as a text, the same for the same value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=repr)


class Alike:
    """Each object is looked at once: sessions hand on what they do not change. Kept here, it keeps its identity."""

    def __init__(self) -> None:
        self._answers: dict[int, tuple[Answers, int]] = {}
        self._answer: dict[int, tuple[Personal[Any], int]] = {}
        self._numbers: dict[object, int] = {}

    def answers(self, answers: Answers) -> int:
        """Return the number of these answers."""
        known = self._answers.get(id(answers))
        if known is None:
            held = tuple([(name, self.answer(answer)) for name, answer in answers.items()])
            known = self._answers[id(answers)] = (answers, self._number(held))
        return known[1]

    def answer(self, answer: Personal[Any]) -> int:
        """Return the number of what `answer` holds."""
        known = self._answer.get(id(answer))
        if known is None:
            known = self._answer[id(answer)] = (answer, self._number(frozen(revealed(answer))))
        return known[1]

    def _number(self, held: object) -> int:
        return self._numbers.setdefault(held, len(self._numbers))
