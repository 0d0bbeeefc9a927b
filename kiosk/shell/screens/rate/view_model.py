"""rate: 好差评, five levels, reasons of the national list."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.session import Asking
from kiosk.protocol.rating import LEVELS, OFFLINE_REASONS, REASON_REQUIRED_BELOW, REASONS, Satisfaction
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class RateView(View):
    """The level and the reasons are kept here until `submitRating`."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._level: Satisfaction | None = None
        self._reasons: set[int] = set()

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.say("rate.heading")

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self.say("rate.hint")

    @Property(list, notify=changed)
    def levels(self) -> list[dict[str, object]]:
        """A list of {level, object, label, chosen}, best first."""
        return [
            {
                "level": level,
                "object": f"rate_{level}",
                "label": self.say(f"rate.level.{level}"),
                "chosen": level == self._level,
            }
            for level in LEVELS
        ]

    @Property(str, notify=changed)
    def levelText(self) -> str:
        """The chosen level in words; empty before."""
        return self.say(f"rate.level.{self._level}") if self._level is not None else ""

    @Property(list, notify=changed)
    def reasons(self) -> list[dict[str, object]]:
        """A list of {code, object, label, chosen} for the chosen level: those that make sense at a machine."""
        if self._level is None:
            return []
        return [
            {
                "code": code,
                "object": f"reason_{code}",
                "label": self._reason(code, words),
                "chosen": code in self._reasons,
            }
            for code, words in REASONS[self._level].items()
            if code in OFFLINE_REASONS
        ]

    @Property(str, notify=changed)
    def reasonsHeading(self) -> str:
        if self._level is None:
            return ""
        return self.say("rate.why_required" if self._level < REASON_REQUIRED_BELOW else "rate.why")

    @Property(bool, notify=changed)
    def complete(self) -> bool:
        """True when the rating may be sent: a level, and a reason where one is required."""
        return self._level is not None and (self._level >= REASON_REQUIRED_BELOW or bool(self._reasons))

    @Property(str, notify=changed)
    def problem(self) -> str:
        state = self.session.state
        return self.say(state.problem) if isinstance(state, Asking) and state.problem else ""

    @Property(str, notify=changed)
    def submitText(self) -> str:
        return self.say("rate.submit")

    @Property(str, notify=changed)
    def skipText(self) -> str:
        return self.say("rate.skip")

    @Slot(int)
    def choose(self, level: int) -> None:
        self._level = next(known for known in LEVELS if known == level)
        self._reasons.clear()
        self.refresh()

    @Slot(int)
    def toggleReason(self, code: int) -> None:
        self._reasons ^= {code}
        self.refresh()

    @Slot()
    def submitRating(self) -> None:
        if self.complete:
            self.submit({"satisfaction": self._level, "reasons": sorted(self._reasons)})

    @Slot()
    def skip(self) -> None:
        self.submit(None)

    def _reason(self, code: int, national: str) -> str:
        """Return the national words; in other languages ours."""
        return national if self._words.language == "zh" else self.say(f"rate.reason.{code}")
