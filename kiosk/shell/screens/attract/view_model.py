"""attract: what the terminal shows while nobody is there."""

from PySide6.QtCore import Property
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made by the shell")
class AttractView(View):
    """Touching it anywhere leads home."""

    @Property(str, notify=View.changed)
    def headline(self) -> str:
        return self.say("attract.headline")

    @Property(str, notify=View.changed)
    def invitation(self) -> str:
        return self.say("attract.touch")

    @Property(str, notify=View.changed)
    def promise(self) -> str:
        return self.say("attract.promise")

    @Property(str, notify=View.changed)
    def clock(self) -> str:
        return f"{self._stage.now():%H:%M}"

    @Property("QStringList", notify=View.changed)
    def services(self) -> list[str]:
        """Titles of what is offered, for the foot of the screen."""
        return [self._words.of_flow(card.texts, card.flow.title) for card in self._stage.services()][:6]
