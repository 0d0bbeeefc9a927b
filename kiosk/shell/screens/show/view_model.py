"""show: facts, tables and the progress of an application, page by page."""

from dataclasses import asdict

from PySide6.QtCore import Property, QSize, QSizeF, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.steps import show
from kiosk.engine.steps.capture import located
from kiosk.protocol.steps import ShowStep
from kiosk.shell.images import captured_source
from kiosk.shell.screens.show.paging import Line, Page, pages_of
from kiosk.shell.screens.show.sections import Sections
from kiosk.shell.screens.show.sheet import Room, Sheet
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ShowView(View):
    """`page` counts from 1. The screen says how much room there is, and gets lines that fit."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._content = show.content(self.session, self._step).reveal()  # no answer changes while it is shown
        self._room: Room | None = None
        self._laid: tuple[tuple[Room, str], tuple[Page, ...]] | None = None
        self._page = 1

    @property
    def _step(self) -> ShowStep:
        step = self.session.flow.step(self.session.step_id)
        assert isinstance(step, ShowStep)
        return step

    @property
    def _pages(self) -> tuple[Page, ...]:
        """All pages, laid out again when the room or the language is another."""
        if self._room is None:
            return ((),)
        key = (self._room, self._words.language)
        if self._laid is None or self._laid[0] != key:
            self._laid = (key, self._laid_out(self._room))
            self._page = min(self._page, len(self._laid[1]))
        return self._laid[1]

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.of_flow(self._step.title)

    @Property(list, notify=changed)
    def lines(self) -> list[dict[str, object]]:
        """A list of {kind, height, cells: [{text, x, width, right}], mark, above, below, spoken}."""
        return [self._as_told(line) for line in self._pages[self._page - 1]]

    @Property(int, notify=changed)
    def pages(self) -> int:
        return len(self._pages)

    @Property(int, notify=changed)
    def page(self) -> int:
        return self._page

    @Property(str, notify=changed)
    def pageText(self) -> str:
        return self.say("review.page", page=self._page, pages=len(self._pages))

    @Property(str, notify=changed)
    def previousText(self) -> str:
        return self.say("review.previous")

    @Property(str, notify=changed)
    def nextText(self) -> str:
        return self.say("review.next")

    @Property(str, notify=changed)
    def onText(self) -> str:
        return self.say("show.go_on")

    @Slot(QSizeF, float, QSize, float, str)
    def layOut(self, sheet: QSizeF, keys: float, types: QSize, gap: float, family: str) -> None:
        """Take the room of the sheet, in pixels: without keys that turn pages, their height, both sizes of type."""
        self._room = Room(sheet.width(), sheet.height(), keys, types.width(), types.height(), gap, family)
        self.refresh()

    @Slot(int)
    def turn(self, pages: int) -> None:
        self._page = min(max(1, self._page + pages), len(self._pages))
        self.refresh()

    @Slot()
    def goOn(self) -> None:
        self.submit(True)

    @staticmethod
    def _as_told(line: Line) -> dict[str, object]:
        cells = [asdict(cell) for cell in line.cells]
        return {**asdict(line), "cells": cells, "spoken": " ".join(cell.text for cell in line.cells)}

    def _picture_of(self, image: object) -> str:
        page = located(self.session, image)
        return captured_source(self.session, *page).toString() if page else ""

    def _laid_out(self, room: Room) -> tuple[Page, ...]:
        shown = self._step, self._content, Sheet(room), self._words, self.of_flow
        sections = Sections(*shown, picture_of=self._picture_of).all()
        pages = pages_of(sections, room.height_px, room.gap_px)
        return pages if len(pages) == 1 else pages_of(sections, room.height_px - room.keys_px, room.gap_px)
