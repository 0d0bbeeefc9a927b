"""The field that a form asks now, as its screen needs it."""

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, Generic, TypeVar

from kiosk.engine import questions
from kiosk.engine.fields import Scope
from kiosk.engine.session import Session
from kiosk.protocol.fields import AnyField, FormField
from kiosk.protocol.steps import FormStep

F = TypeVar("F", bound=FormField)


@dataclass(frozen=True)
class Question(Generic[F]):
    """`draft`: the value that it was answered with before, None when it was not. `named`: answers name their field.

    What persons said is in it, so it prints without that.
    """

    field: F
    scope: Scope = dataclass_field(repr=False)
    draft: Any = dataclass_field(repr=False)
    place: questions.Place
    named: bool

    def reply(self, typed: object) -> object:
        """Return `typed` as the engine's step takes it."""
        return {self.field.id: typed} if self.named else typed


def question_of(session: Session) -> Question[AnyField]:
    """Return the question of the form that `session` stands at."""
    step = session.flow.step(session.step_id)
    assert isinstance(step, FormStep), "only the form's screen asks"
    field = questions.present(session, step)
    return Question(
        field=field,
        scope=questions.scope(session, step, field),
        draft=questions.drafted(session, step).get(field.id),
        place=questions.place(session, step),
        named=bool(step.fields),
    )
