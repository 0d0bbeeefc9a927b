"""home: the services. A few are all shown, by theme; of many, a theme is chosen first, or letters are typed."""

from dataclasses import replace
from enum import StrEnum

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.availability import CLOSED
from kiosk.shell.keys import DELETE, keys_told, search_keypad
from kiosk.shell.pages import Pages
from kiosk.shell.screens.home.catalogue import by_theme, found
from kiosk.shell.stage import ServiceCard
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

_FEW = 5
"""As many services stand on one screen, upright and in the large version."""
_MOST_TYPED = 16
_CODE_SIGNS, _GROUP = 20, 4


class Page(StrEnum):
    """What of the services is shown. QML has a file for each: Home<Page>.qml."""

    ALL = "All"
    THEMES = "Themes"
    THEME = "Theme"
    SEARCH = "Search"
    RESUME = "Resume"


@QmlElement
class HomeView(View):
    """Shows what `page` says.

    A service: {service, object, title, summary, minutes, fee, place, reason}. A theme: {theme, object, name, icon,
    count, services}, with services only where all are shown.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._theme = ""
        self._typed: str | None = None
        self._resuming = False
        self._pages = Pages(0, _FEW)

    @property
    def _page(self) -> Page:
        if self._typed is not None:
            return Page.RESUME if self._resuming else Page.SEARCH
        if self._theme:
            return Page.THEME
        return Page.ALL if len(self._stage.services()) <= _FEW else Page.THEMES

    @property
    def typing(self) -> bool:
        """True while letters or a code are asked for."""
        return self._typed is not None

    @Property(str, notify=changed)
    def page(self) -> str:
        return self._page.value

    @Property(str, notify=changed)
    def heading(self) -> str:
        if self._typed is not None:
            return self.say("resume.heading" if self._resuming else "home.search_heading")
        return self.say(f"theme.{self._theme}") if self._theme else self.say("home.heading")

    @Property(str, notify=changed)
    def notice(self) -> str:
        """What everybody should know before they begin; empty when all is well."""
        return "" if self._stage.online else self.say("home.offline")

    @Property(list, notify=changed)
    def themes(self) -> list[dict[str, object]]:
        return [
            {
                "theme": theme,
                "object": f"theme_{theme}",
                "name": self.say(f"theme.{theme}"),
                "icon": theme,
                "count": self.say("home.count", count=len(cards)),
                "services": [self._shown(card) for card in cards] if self._page is Page.ALL else [],
            }
            for theme, cards in by_theme(self._stage.services()).items()
        ]

    @Property(list, notify=changed)
    def services(self) -> list[dict[str, object]]:
        """Those of the theme, or those that were found, as many as stand on this page."""
        return [self._shown(card) for card in self._listed()[self._pages.part]]

    @Property(int, notify=changed)
    def pageNumber(self) -> int:
        return self._pages.page

    @Property(int, notify=changed)
    def pageCount(self) -> int:
        return self._pages.count

    @Property(str, notify=changed)
    def pageText(self) -> str:
        return self.say("form.page", page=self._pages.page, pages=self._pages.count)

    @Property(str, notify=changed)
    def previousText(self) -> str:
        return self.say("form.previous_page")

    @Property(str, notify=changed)
    def followingText(self) -> str:
        return self.say("form.next_page")

    @Property(str, notify=changed)
    def searchText(self) -> str:
        return self.say("home.search")

    @Property(str, notify=changed)
    def typed(self) -> str:
        return self._typed or ""

    @Property(str, notify=changed)
    def placeholder(self) -> str:
        """What stands where nothing was typed yet."""
        return self.say("form.empty")

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What to type, or that nothing was found."""
        if self._resuming:
            return self.say("resume.scan_hint" if self._stage.continuing.scanning else "resume.hint")
        return self.say("home.none_found" if self._typed and not self._listed() else "home.search_hint")

    @Property(str, notify=changed)
    def clearText(self) -> str:
        return self.say("form.clear")

    @Property(list, notify=changed)
    def keys(self) -> list[dict[str, object]]:
        return keys_told(search_keypad(), self._words)

    @Property(int, constant=True)
    def columns(self) -> int:
        return search_keypad().columns

    @Property(str, notify=changed)
    def resumeText(self) -> str:
        return self.say("home.resume")

    @Property(str, notify=changed)
    def resumeTrouble(self) -> str:
        """Why the code continues nothing, and what can be done about it."""
        trouble = self._stage.continuing.trouble
        if trouble is None:
            return ""
        title, remedy = self._words.trouble(trouble, {})
        return self.say("resume.trouble", title=title, remedy=remedy)

    @Property(bool, notify=changed)
    def lookUpOffered(self) -> bool:
        return len((self._typed or "").replace("-", "")) == _CODE_SIGNS and not self._stage.continuing.looking

    @Property(str, notify=changed)
    def lookUpText(self) -> str:
        return self.say("resume.looking" if self._stage.continuing.looking else "resume.check")

    @Slot(str)
    def begin(self, service: str) -> None:
        self._stage.begin(service)

    @Slot(str)
    def openTheme(self, theme: str) -> None:
        self._list(theme, None)

    @Slot()
    def search(self) -> None:
        self._list("", "")

    @Slot()
    def resumeEarlier(self) -> None:
        """Ask for a code."""
        self._resuming = True
        self._stage.watch_for_code(wanted=True)
        self._list("", "")

    @Slot()
    def lookUp(self) -> None:
        self._stage.continue_with(self._typed or "")
        self.refresh()

    @Slot(str)
    def press(self, sign: str) -> None:
        typed = (self._typed or "").replace("-", "")
        most = _CODE_SIGNS if self._resuming else _MOST_TYPED
        typed = typed[:-1] if sign == DELETE else (typed + sign)[:most]
        if self._resuming:
            self._stage.continue_with("")
            typed = "-".join(typed[start : start + _GROUP] for start in range(0, len(typed), _GROUP))
        self._list("", typed)

    @Slot()
    def clear(self) -> None:
        self._stage.continue_with("")
        self._list("", "")

    @Slot(int)
    def hold(self, services: int) -> None:
        """Show at most so many of them at once; how many fit, only the screen knows."""
        self._pages = Pages(len(self._listed()), services)
        self.refresh()

    @Slot(int)
    def turn(self, pages: int) -> None:
        self._pages = self._pages.turned(pages)
        self.refresh()

    def go_back(self) -> bool:
        """Return to the choice of themes."""
        if self._page in {Page.ALL, Page.THEMES}:
            return False
        self.closed()
        self._stage.continue_with("")
        self._list("", None)
        return True

    def closed(self) -> None:
        """The scanner is for the page that asks for a code."""
        if self._resuming:
            self._resuming = False
            self._stage.watch_for_code(wanted=False)

    def refresh(self) -> None:
        """Show what is now; services may have come or gone."""
        self._pages = replace(self._pages, items=len(self._listed())).turned(0)
        super().refresh()

    def _list(self, theme: str, typed: str | None) -> None:
        self._theme, self._typed = theme, typed
        self._pages = replace(self._pages, page=1)
        self.refresh()

    def _listed(self) -> list[ServiceCard]:
        cards = self._stage.services()
        if self._typed is not None and not self._resuming:
            return found(cards, self._typed) if self._typed else []
        return by_theme(cards).get(self._theme, [])

    def _shown(self, card: ServiceCard) -> dict[str, object]:
        flow = card.flow
        return {
            "service": card.service,
            "object": f"service_{card.service.replace('/', '_').replace('-', '_')}",
            "title": self._words.of_flow(card.texts, flow.title),
            "summary": self._words.of_flow(card.texts, flow.summary),
            "minutes": self.say("home.minutes", minutes=flow.expected_minutes),
            "fee": self.say("home.fee", amount=min(fee.amount for fee in flow.fees)) if flow.fees else "",
            "place": self._words.of_flow(card.texts, flow.origin.place) if flow.origin is not None else "",
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
