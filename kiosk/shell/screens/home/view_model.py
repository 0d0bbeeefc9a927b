"""home: the services by theme."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.availability import CLOSED
from kiosk.shell.stage import ServiceCard
from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class HomeView(View):
    """`themes`: a list of {name, icon, services}; a service is {service, object, title, summary, minutes, reason}."""

    changed = Signal()

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.say("home.heading")

    @Property(str, notify=changed)
    def notice(self) -> str:
        """What everybody should know before they begin; empty when all is well."""
        return "" if self._stage.online else self.say("home.offline")

    @Property(list, notify=changed)
    def themes(self) -> list[dict[str, object]]:
        by_theme: dict[str, list[ServiceCard]] = {}
        for card in self._stage.services():
            by_theme.setdefault(card.flow.theme, []).append(card)
        return [
            {"name": self.say(f"theme.{theme}"), "icon": theme, "services": [self._shown(card) for card in cards]}
            for theme, cards in by_theme.items()
        ]

    @Slot(str)
    def begin(self, service: str) -> None:
        self._stage.begin(service)

    def _shown(self, card: ServiceCard) -> dict[str, object]:
        return {
            "service": card.service,
            "object": f"service_{card.service.replace('/', '_').replace('-', '_')}",
            "title": self._words.of_flow(card.texts, card.flow.title),
            "summary": self._words.of_flow(card.texts, card.flow.summary),
            "minutes": self.say("home.minutes", minutes=card.flow.expected_minutes),
            "reason": self._reason(card),
        }

    def _reason(self, card: ServiceCard) -> str:
        """Say why the service cannot be begun now, or when it can; empty when nothing hinders."""
        if card.hindrance is None:
            return ""
        if card.hindrance != CLOSED or card.opens is None:
            return self._words.trouble(card.hindrance, card.texts)[0]
        time = f"{card.opens:%H:%M}"
        if card.opens.date() == self._stage.now().date():
            return self.say("home.opens_today", time=time)
        return self.say("home.opens_on", month=card.opens.month, day=card.opens.day, time=time)
