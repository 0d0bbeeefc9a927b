"""The answers that a review lists, in words, page by page. Each row has a key that changes just that one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Property, QRectF, QSize, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine import changing
from kiosk.engine.changing import Listed
from kiosk.shell.screens.form.told import answer_in_words
from kiosk.shell.screens.show.ruler import Ruler
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class Room:
    """What the screen has for the list, in pixels. `turning_px`: what the keys that turn pages take from the height.

    `body_px`: the type of values; `small_px`: that of what they answer.
    """

    width_px: float
    height_px: float
    turning_px: float
    key_width_px: int
    key_height_px: int
    body_px: int
    small_px: int
    gap_px: float
    family: str


@dataclass(frozen=True)
class Row:
    """An answer in words. `height` and `words`, the width for its words, in pixels."""

    number: int
    label: str
    value: str
    words: float
    height: float


@QmlElement
class AnswersList(View):
    """`page` counts from 1. The screen says how much room there is, and gets rows that fit."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._listed: tuple[Listed, ...] = changing.listed(self.session).reveal()  # as long as it is shown
        self._room: Room | None = None
        self._laid: tuple[tuple[Room, str], tuple[tuple[Row, ...], ...]] | None = None
        self._page = 1

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.of_flow(self.session.flow.step(self.session.step_id).title)

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self.say("review.answers" if any(row.may_be_changed for row in self._listed) else "review.settled")

    @Property(list, notify=changed)
    def rows(self) -> list[dict[str, object]]:
        """A list of {number, object, label, value, spoken, change, offered, words, height}: those of this page."""
        return [self._as_told(row) for row in self._pages[self._page - 1]]

    @Property(str, notify=changed)
    def changeText(self) -> str:
        return self.say("review.change")

    @Property(str, notify=changed)
    def onText(self) -> str:
        return self.say("review.all_right")

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

    @Slot(QRectF, QSize, QSize, str)
    def layOut(self, space: QRectF, key: QSize, types: QSize, family: str) -> None:
        """Take the room of the list, see `Room`.

        `space`: its x is the gap between things, its y what turning pages takes. `types`: of values, of labels.
        """
        if self._stage.session is None:
            return  # asked for while there was one
        self._room = Room(
            width_px=space.width(),
            height_px=space.height(),
            turning_px=space.y(),
            gap_px=space.x(),
            key_width_px=key.width(),
            key_height_px=key.height(),
            body_px=types.width(),
            small_px=types.height(),
            family=family,
        )
        self._show_page(self._page)

    @Slot(int)
    def turn(self, pages: int) -> None:
        self._show_page(self._page + pages)

    @Slot(int)
    def change(self, number: int) -> None:
        """Ask the question of that row again."""
        self.post(self._listed[number].event)

    @Slot()
    def goOn(self) -> None:
        self.submit(True)

    def _show_page(self, page: int) -> None:
        self._page = max(1, min(page, len(self._pages)))
        self.refresh()

    @property
    def _pages(self) -> tuple[tuple[Row, ...], ...]:
        """All pages, laid out again when the room or the language is another."""
        if self._room is None:
            return ((),)
        key = (self._room, self._words.language)
        if self._laid is None or self._laid[0] != key:
            self._laid = (key, pages_of(self._laid_out(self._room), self._room))
            self._page = min(self._page, len(self._laid[1]))
        return self._laid[1]

    def _laid_out(self, room: Room) -> list[Row]:
        label, value = Ruler(room.family, room.small_px), Ruler(room.family, room.body_px)
        rows = []
        for number, one in enumerate(self._listed):
            beside = room.key_width_px + room.gap_px if one.may_be_changed else 0
            words = room.width_px - 2 * room.gap_px - beside
            name, told = self._name(one), self._value(one)
            high = max(label.height(name, words) + value.height(told, words), room.key_height_px)
            rows.append(Row(number, name, told, words, high + room.gap_px))
        return rows

    def _as_told(self, row: Row) -> dict[str, object]:
        one = self._listed[row.number]
        return {
            "number": row.number,
            "object": "_".join(filter(None, (one.event.step, one.event.field))),
            "label": row.label,
            "value": row.value,
            "spoken": self.say("review.answer", name=row.label, value=row.value),
            "change": self.say("review.change_of", name=row.label),
            "offered": one.may_be_changed,
            "words": row.words,
            "height": row.height,
        }

    def _name(self, one: Listed) -> str:
        title = self.session.flow.step(one.event.step).title
        return self._of_step(one)(one.field.label if one.field else title)

    def _value(self, one: Listed) -> str:
        if one.value is None:
            return self.say("review.empty")
        return answer_in_words(one.field, one.value, self._words, self._of_step(one)) if one.field else str(one.value)

    def _of_step(self, one: Listed) -> Callable[[str], str]:
        """Return what gives words of the flow with the values of the step that asked."""
        values = self._values(one.event.step)
        return lambda key: self._words.of_flow(self.texts, key, values)


def pages_of(rows: Sequence[Row], room: Room) -> tuple[tuple[Row, ...], ...]:
    """Put the rows on as few pages as that takes, at least one on each; one page needs nothing to turn it."""
    whole = _packed(rows, room.height_px)
    return whole if len(whole) == 1 else _packed(rows, room.height_px - room.turning_px)


def _packed(rows: Sequence[Row], height_px: float) -> tuple[tuple[Row, ...], ...]:
    pages: list[list[Row]] = [[]]
    for row in rows:
        if pages[-1] and sum(one.height for one in pages[-1]) + row.height > height_px:
            pages.append([])
        pages[-1].append(row)
    return tuple(map(tuple, pages))
