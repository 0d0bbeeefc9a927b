"""attract: what the terminal shows while nobody is there."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.steps import IdentifyStep
from kiosk.shell.view import View
from kiosk.shell.words import Words

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class AttractView(View):
    """Touching it anywhere leads home."""

    changed = Signal()

    @Property(str, notify=changed)
    def headline(self) -> str:
        return self.say("attract.headline")

    @Property(str, notify=changed)
    def invitation(self) -> str:
        return self.say("attract.touch")

    @Property(str, notify=changed)
    def otherInvitation(self) -> str:
        """The same for those who do not read the present language."""
        other = next(language for language in LANGUAGES if language != self._words.language)
        return Words(other).say("attract.touch")

    @Property(str, notify=changed)
    def promise(self) -> str:
        return self.say("attract.promise")

    @Property(str, notify=changed)
    def clock(self) -> str:
        return f"{self._stage.now():%H:%M}"

    @Property(list, notify=changed)
    def services(self) -> list[str]:
        """Titles of what is offered, for the foot of the screen."""
        return [self._words.of_flow(card.texts, card.flow.title) for card in self._stage.services()][:6]

    @Property(str, notify=changed)
    def openText(self) -> str:
        return self.say("attract.open")

    @Property(str, notify=changed)
    def accepted(self) -> str:
        """The kinds of card that open any of the services; empty where no service asks for one."""
        steps = [step for card in self._stage.services() for step in card.flow.steps]
        kinds = dict.fromkeys(kind for step in steps if isinstance(step, IdentifyStep) for kind in step.accept)
        names = " · ".join(self.say(f"identify.kind.{kind}") for kind in kinds)
        return self.say("attract.accepted", cards=names) if names else ""
