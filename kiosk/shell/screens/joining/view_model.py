"""joining: for the technician before a machine that is no terminal yet. Asks for a code, then tells who it becomes."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.shell.keys import DELETE, keys_told, search_keypad
from kiosk.shell.stage import Joining
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

_SIGNS, _GROUP = 12, 4
_NONE = Joining("")


@QmlElement
class JoiningView(View):
    """Asks for a code while `asks`; then staff have to approve, and `facts` tell what they approve.

    A fact: {label, value}.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._typed = ""
        self._stage.watch_for_code(wanted=True)

    @property
    def _now(self) -> Joining:
        return self._stage.joining or _NONE

    @Property(bool, notify=changed)
    def asks(self) -> bool:
        return not self._now.terminal_id

    @Property(str, notify=changed)
    def heading(self) -> str:
        if self.asks:
            return self.say("joining.heading")
        return self.say("joining.replaces" if self._now.replaces else "joining.waits", terminal=self._now.terminal_id)

    @Property(str, notify=changed)
    def body(self) -> str:
        if self.asks:
            return self.say("joining.body")
        return self.say("joining.replaces_body" if self._now.replaces else "joining.waits_body")

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What else can be done than typing; empty where nothing reads codes."""
        return self.say("joining.scan_hint") if self._now.scanning else ""

    @Property(str, notify=changed)
    def typed(self) -> str:
        return self._typed

    @Property(str, notify=changed)
    def placeholder(self) -> str:
        return self.say("form.empty")

    @Property(str, notify=changed)
    def clearText(self) -> str:
        return self.say("form.clear")

    @Property(list, notify=changed)
    def keys(self) -> list[dict[str, object]]:
        return keys_told(search_keypad(), self._words)

    @Property(int, constant=True)
    def columns(self) -> int:
        return search_keypad().columns

    @Property(bool, notify=changed)
    def enterOffered(self) -> bool:
        return len(self._typed.replace("-", "")) == _SIGNS and not self._now.asking

    @Property(str, notify=changed)
    def enterText(self) -> str:
        return self.say("joining.asking" if self._now.asking else "joining.enter")

    @Property(str, notify=changed)
    def problem(self) -> str:
        """Why the last code did not help; empty while one is being tried."""
        if not self._now.trouble or self._now.asking:
            return ""
        return self.say(f"joining.trouble.{self._now.trouble}")

    @Property(list, notify=changed)
    def facts(self) -> list[dict[str, object]]:
        now = self._now
        if self.asks:
            return [self._fact(self.say("joining.fingerprint"), now.fingerprint)]
        return [
            self._fact(self.say("joining.fingerprint"), now.fingerprint),
            self._fact(self.say("joining.terminal"), now.terminal_id),
            self._fact(self.say("joining.place"), now.place or "—"),
            self._fact(self.say("joining.place_here"), self._stage.place or "—"),
        ]

    @Property(str, notify=changed)
    def warning(self) -> str:
        """That central means another place than this machine's settings; empty when both mean the same."""
        if self.asks or not self._now.place or self._stage.place in self._now.place:
            return ""
        return self.say("joining.other_place")

    @Slot(str)
    def press(self, sign: str) -> None:
        typed = self._typed.replace("-", "")
        typed = typed[:-1] if sign == DELETE else (typed + sign)[:_SIGNS]
        self._typed = "-".join(typed[start : start + _GROUP] for start in range(0, len(typed), _GROUP))
        self.refresh()

    @Slot()
    def clear(self) -> None:
        self._typed = ""
        self.refresh()

    @Slot()
    def enter(self) -> None:
        self._stage.join_with(self._typed)
        self.refresh()

    def closed(self) -> None:
        """The scanner is for whoever stands here with a code."""
        self._stage.watch_for_code(wanted=False)

    def _fact(self, label: str, value: str) -> dict[str, object]:
        return {"label": label, "value": value}
