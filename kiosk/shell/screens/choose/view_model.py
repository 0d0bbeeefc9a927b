"""choose: the items as tiles, page by page; where there are many, found by typed letters and digits."""

from PySide6.QtCore import Property, QRectF, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtQml import QmlElement

from kiosk.engine.steps import choose
from kiosk.engine.steps.choose import Offer
from kiosk.protocol.steps import ChooseStep
from kiosk.shell.keys import DELETE, keys_told, search_keypad
from kiosk.shell.pinyin import finds
from kiosk.shell.screens.choose.layout import Layout, Room, Words, laid_out, pages
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

_MOST_TYPED = 20
_NOTHING = range(0)


@QmlElement
class ChooseView(View):
    """The screen says how much room there is, and gets the tiles that fit. What was typed is kept here and nowhere."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        session, step = self.session, self._step
        self._offers = choose.offers(session, step).reveal()  # no answer changes while it is shown
        self._chosen = self._drafted()
        self._found: list[int] = list(range(len(self._offers)))
        self._keypad = search_keypad()
        self._searching, self._typed, self._page = False, "", 1
        self._room: Room | None = None
        self._laid: tuple[tuple[Room, str], Layout] | None = None

    @property
    def _step(self) -> ChooseStep:
        step = self.session.flow.step(self.session.step_id)
        assert isinstance(step, ChooseStep)
        return step

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.of_flow(self._step.title)

    @Property(str, notify=changed)
    def countText(self) -> str:
        """How many there are, or were found, or what may be typed to find one; empty when none was found."""
        if not self._found:
            return ""
        if self._searching and not self._typed:
            return self.say("choose.typed")
        return self.say("choose.found" if self._typed else "choose.count", count=len(self._found))

    @Property(str, notify=changed)
    def nothingText(self) -> str:
        """What to do when nothing was found; empty when something was."""
        return "" if self._found else self.say("choose.nothing")

    @Property(list, notify=changed)
    def tiles(self) -> list[dict[str, object]]:
        """A list of {id, object, label, note, chosen}: those of this page."""
        return [
            {
                "id": str(place),
                "object": f"item_{place}",
                "label": self._offers[place].title,
                "note": self._tile(self._offers[place]).note(brief=self._brief),
                "chosen": place == self._chosen,
            }
            for place in (self._found[number] for number in self._pages[self._page - 1])
        ]

    @Property(int, notify=changed)
    def tileColumns(self) -> int:
        return self._layout(self._room).columns if self._room else 1

    @Property(int, notify=changed)
    def page(self) -> int:
        return self._page

    @Property(int, notify=changed)
    def pages(self) -> int:
        return len(self._pages)

    @Property(str, notify=changed)
    def pageText(self) -> str:
        return self.say("form.page", page=self._page, pages=len(self._pages))

    @Property(str, notify=changed)
    def previousText(self) -> str:
        return self.say("form.previous_page")

    @Property(str, notify=changed)
    def followingText(self) -> str:
        return self.say("form.next_page")

    @Property(bool, notify=changed)
    def searchOffered(self) -> bool:
        """True where a flow wants a search and not everything stands on one page."""
        return self._step.search and (self._searching or len(self._pages) > 1)

    @Property(bool, notify=changed)
    def searching(self) -> bool:
        return self._searching

    @Property(str, notify=changed)
    def searchText(self) -> str:
        return self.say("choose.all" if self._searching else "choose.search")

    @Property(str, notify=changed)
    def typed(self) -> str:
        return self._typed

    @Property(str, notify=changed)
    def placeholder(self) -> str:
        """What stands where nothing was typed yet."""
        return self.say("form.empty")

    @Property(int, constant=True)
    def keyColumns(self) -> int:
        return self._keypad.columns

    @Property(list, notify=changed)
    def keys(self) -> list[dict[str, object]]:
        """A list of {object, sign, label, row, column, span, offered}."""
        return keys_told(self._keypad, self._words)

    @Property(str, notify=changed)
    def clearText(self) -> str:
        return self.say("form.clear")

    @Slot(QRectF, int, QRectF, QFont, QFont)
    def layOut(self, space: QRectF, columns: int, tile: QRectF, title: QFont, note: QFont) -> None:
        """Take the room that there is, in pixels, see `Room`.

        `space`: its y is what turning pages takes. `tile`: inset and padding of its words, spacing, least height.
        """
        self._room = Room(
            width_px=space.width(),
            height_px=space.height(),
            columns=columns,
            turning_px=space.y(),
            inset_px=tile.x(),
            padding_px=tile.y(),
            spacing_px=tile.width(),
            tile_px=tile.height(),
            fonts=(title.toString(), note.toString()),
        )
        self._show_page(self._page)

    @Slot(str)
    def choose(self, place: str) -> None:
        self.submit(int(place))

    @Slot(int)
    def turn(self, pages: int) -> None:
        self._show_page(self._page + pages)

    @Slot()
    def switchSearch(self) -> None:
        """Open the keys for a search; close them again and show everything."""
        self._searching = not self._searching
        self._search("")

    @Slot(str)
    def press(self, sign: str) -> None:
        self._search(self._typed[:-1] if sign == DELETE else (self._typed + sign)[:_MOST_TYPED])

    @Slot()
    def clear(self) -> None:
        self._search("")

    def _search(self, typed: str) -> None:
        # Whatever more letters find, fewer found before.
        among = self._found if typed.startswith(self._typed) else range(len(self._offers))
        self._found = [place for place in among if self._is_found(typed, self._offers[place])]
        self._typed = typed
        self._show_page(1)

    def _show_page(self, page: int) -> None:
        self._page = max(1, min(page, len(self._pages)))
        self.refresh()

    @property
    def _brief(self) -> bool:
        return self._room is not None and self._layout(self._room).brief

    @property
    def _pages(self) -> tuple[range, ...]:
        if self._room is None or not self._found:
            return (_NOTHING,)
        layout = self._layout(self._room)
        return pages([layout.heights[place] for place in self._found], layout.columns, self._room)

    def _layout(self, room: Room) -> Layout:
        """Return how all tiles are laid out, measured again when the room or the language is another."""
        key = (room, self._words.language)
        if self._laid is None or self._laid[0] != key:
            self._laid = (key, laid_out([self._tile(offer) for offer in self._offers], room))
        return self._laid[1]

    def _tile(self, offer: Offer) -> Words:
        facts = [
            self.say("choose.fact", label=self.of_flow(fact.label), value=value)
            for fact, value in zip(self._step.item.facts, offer.facts, strict=True)
            if value
        ]
        return Words(offer.title, offer.subtitle, " · ".join(facts))

    @staticmethod
    def _is_found(typed: str, offer: Offer) -> bool:
        return any(finds(typed, text) for text in (offer.title, offer.subtitle, offer.found_by, *offer.facts))

    def _drafted(self) -> int | None:
        """Return the place of the item that was picked before, if the resident comes back."""
        draft = self.session.drafts.get(self.session.step_id)
        items = choose.items(self.session, self._step).reveal()
        return items.index(draft.reveal()) if draft is not None and draft.reveal() in items else None
