"""joint: several services done as one (一事联办). Put in when a package is read, so a session never meets one.

- id: move
  kind: joint
  notice: {title: notice.title, points: [notice.all], consent_text: notice.consent, said: [fund.notice.need]}
  card: {title: card.title}
  form: {title: form.title}
  parts:
    - {flow: housing/provident-fund-statement, prefix: fund}
    - {flow: archives/housing-archive-proof, prefix: archive, given: {wish.purpose: "'purchase'"}}
"""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.protocol.header import ServicePath
from kiosk.protocol.notation import Expression, Identifier, StepId, Strict, TextKey

FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", description="form.field of a part")]


class JointNotice(Strict):
    """The one notice: its own points, and those of every part but the ones whose words its own already say."""

    title: TextKey
    points: tuple[TextKey, ...] = ()
    consent_text: TextKey
    said: tuple[TextKey, ...] = Field((), description="points of parts, as prefix.key, that this one says itself")


class JointCard(Strict):
    """The one reading of the card."""

    title: TextKey


class JointForm(Strict):
    """The one form."""

    title: TextKey


class Member(Strict):
    """A service that is a part. `given`: answers to questions of its form that need not be asked."""

    flow: ServicePath
    prefix: Identifier
    given: dict[FieldName, Expression] = Field(default_factory=dict)


class JointStep(Strict):
    """Stands for the steps of its parts: what all ask for is asked once, then one part after the other is done."""

    id: StepId
    kind: Literal["joint"]
    notice: JointNotice
    card: JointCard
    form: JointForm | None = None
    parts: tuple[Member, ...] = Field(min_length=2, max_length=6)
