"""Walks a resident through a service: looks which screen is shown, takes its picture, does what a resident does.

The walk follows the screens rather than a list of steps, so that a flow may have any steps in any order, and trouble
may come anywhere:

    a new screen or state → picture → (fault on order) → answer → until the next screen or state
    trouble on the screen → picture → mend it at the desk → touch what the screen offers → …
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtQuick import QQuickWindow

from drivers.faults import Fault, Role
from kiosk.desk.client import DeskClient
from kiosk.engine.session import Doing, Session
from kiosk.protocol.faces import FaceTask
from kiosk.protocol.flow import LANGUAGES
from kiosk.shell.stage import ServiceCard, Texts
from kiosk.shell.words import Words
from kiosk.walk import face, papers, phone, scene
from kiosk.walk.album import Album
from kiosk.walk.errors import WalkError
from kiosk.walk.faults import FaultSpec, Moment
from kiosk.walk.finger import Finger
from kiosk.walk.place import Place, place_of, trouble_of
from kiosk.walk.progress import Progress
from kiosk.walk.runner import TimedOutError, Until, Walk, in_background, pause
from kiosk.walk.script import Script

_FIRST_SCREEN_S = 40.0  # the first enrolment and the first update of the flows included
_STAYS_S = 20.0
_STAYS_WORKING_S = 60.0
_STEADY_LOOKS = 3
_TRIES_BEFORE_CAMERA, _SEEN_S = 2, 3.0
_MEND_AFTER_S = 2.0
_SAYS_S = 5.0
_ONWARD = ("print", "answers_on")  # of a review, of which a screen that came just now takes no touch yet
_APPEARS_S = 8.0
_NO_TEXTS: Texts = {language: {} for language in LANGUAGES}  # faults of devices have no words in flows
_HELP_FIRST = ("retry", "go_on")


class Stage(Protocol):
    """What a walk must see of the terminal."""

    @property
    def session(self) -> Session | None: ...

    def services(self) -> Sequence[ServiceCard]: ...


class Walker:
    """One walk over `window`. `transaction_id` is known once the service has begun."""

    def __init__(
        self,
        window: QQuickWindow,
        stage: Stage,
        desk: DeskClient,
        script: Script,
        *,
        out: Path,
        progress: Progress,
        pool: ThreadPoolExecutor,
    ) -> None:
        self._window, self._stage, self._desk, self._script = window, stage, desk, script
        self._pool, self._progress = pool, progress
        self._album = Album(window, out)
        self._finger = Finger(window)
        self._pending = list(script.faults)
        self._active: list[FaultSpec] = []
        self.transaction_id = ""
        self.met: list[Place] = []

    def walk(self) -> Walk[None]:
        """Walk from the attract screen to the attract screen.

        Raises:
            WalkError: with what is shown, what it waited for, and the name of a picture.
        """
        place: Place | None = None
        try:
            yield Until(lambda: scene.screens(self._window) == ["attract"], "the attract screen", _FIRST_SCREEN_S)
            place = yield from self._next(None, _STAYS_S)
            while not (place.screen == "attract" and self.transaction_id):
                yield from self._answer(place)
                place = yield from self._next(place, _STAYS_WORKING_S if place.doing else _STAYS_S)
        except WalkError as error:
            raise WalkError(self._told(error, place)) from error
        if self._stage.session is not None:
            raise WalkError("the attract screen is shown and the session is still there")
        unmet = [str(spec) for spec in (*self._pending, *self._active)]
        if unmet:
            raise WalkError(f"the screen never showed {', '.join(unmet)}")

    def _next(self, before: Place | None, timeout_s: float) -> Walk[Place]:
        """Wait until another place is shown steadily, and take its picture."""
        steady: list[Place] = []

        def holds() -> bool:
            here = self._here()
            if here is None or here == before or (steady and here != steady[-1]):
                steady.clear()
            if here is not None and here != before:
                steady.append(here)
            return len(steady) >= _STEADY_LOOKS

        yield Until(holds, "the next screen", timeout_s)
        place = steady[-1]
        self.met.append(place)
        session = self._stage.session
        if session is not None:
            self.transaction_id = session.id
            self._progress.total = len(session.flow.steps) + 6
        self._progress.step(place.picture)
        yield from self._album.take_settled(place.picture, lambda: self._here() == place)
        return place

    def _here(self) -> Place | None:
        return place_of(self._window, self._stage.session)

    def _answer(self, place: Place) -> Walk[None]:  # noqa: C901, PLR0912 - an arm for each screen
        if place.trouble:
            yield from self._help(place)
            return
        match place.screen:
            case "attract":
                yield from self._finger.tap(scene.centre(self._window.contentItem()))
            case "home":
                yield from self._trouble_on_order(Moment.HOME)
                if not self._active:
                    yield from self._offered()
                    yield from self._touch_all(place)
            case "out_of_service":
                yield from self._repair()
            case "identify":
                yield from self._identify(place)
            case "pay":
                yield from self._pay(place)
            case "capture" if place.doing:
                yield from self._lay_paper(place)
            case "verify_face":
                yield from self._verify_face(place)
            case "end":
                yield from self._ask(self._take_everything, "the desk to give card and papers")
                yield from self._touch_all(place)
            case "review":
                yield Until(lambda: any(map(self._enabled, _ONWARD)), " or ".join(_ONWARD), _APPEARS_S)
                if self._enabled("print"):
                    yield from self._trouble_on_order(Moment.PRINT, Moment.RECEIPT)
                yield from self._touch_all(place)
            case _:
                yield from self._touch_all(place)

    def _offered(self) -> Walk[None]:
        """Wait until the service can be touched, or its theme: a screen that came just now takes no touch yet."""
        yield Until(
            lambda: any(self._enabled(name) for name in self._ways_in()),
            f"{' or '.join(self._ways_in())} to be on the screen",
            _APPEARS_S,
        )

    def _enabled(self, name: str) -> bool:
        item = scene.named(self._window, name)
        return item is not None and item.isEnabled()

    def _ways_in(self) -> tuple[str, ...]:
        return tuple(name.removeprefix("?") for name in self._script.touches_on("home", theme=self._theme()))

    def _touch_all(self, place: Place) -> Walk[None]:
        touched = False
        for name in self._script.touches_on(place.screen, theme=self._theme()):
            wanted = name.removeprefix("?")
            if name.startswith("?") and not self._still(place, wanted):
                continue
            if touched:  # what the touch before it changed
                yield from self._album.take_settled(f"{place.picture}-answered", lambda: self._here() == place)
            yield from self._finger.touch((yield from self._whichever(wanted)))
            touched = True

    def _whichever(self, wanted: str) -> Walk[str]:
        yield Until(lambda: scene.first_named(self._window, wanted) != "", f"{wanted} to be on the screen", _APPEARS_S)
        return scene.first_named(self._window, wanted)

    def _theme(self) -> str:
        """Return the theme under which the service stands; nothing while it is not offered."""
        cards = (card for card in self._stage.services() if card.service == self._script.service)
        return next((card.flow.theme for card in cards), "")

    def _still(self, place: Place, name: str) -> bool:
        return self._here() == place and self._enabled(name)

    def _identify(self, place: Place) -> Walk[None]:
        """Of several ways, take the card's."""
        if place.doing:
            yield from self._put_card()
        else:
            yield from self._finger.touch("way_id_card")

    def _put_card(self) -> Walk[None]:
        """Lift what lies there and put the resident's card down: a card is read once per placing."""
        yield from self._ask(self._desk.lift, "the desk to lift the card")
        yield from self._trouble_on_order(Moment.READ)
        if not any(spec.moment is Moment.READ and spec.fault is Fault.WRONG_CARD for spec in self._active):
            yield from self._ask(lambda: self._desk.place(self._script.person), "the desk to put the card down")

    def _lay_paper(self, place: Place) -> Walk[None]:
        session = self._stage.session
        if session is not None and place.doing == Doing.TAKING_PAGE:
            yield from self._ask(partial(papers.lay, self._desk, session), "the desk to lay a paper on the mat")

    def _verify_face(self, place: Place) -> Walk[None]:
        """Stand there and agree; then do what is asked, and once more if it was not seen, as whoever reads it again."""
        if not place.doing:
            yield from self._ask(partial(face.stand, self._desk, self._script.person), "the resident to stand there")
            yield from self._touch_all(place)
        for _ in range(_TRIES_BEFORE_CAMERA if place.task != FaceTask.LOOK_AHEAD else 0):
            yield from self._ask(partial(face.do, self._desk, place.task), "the resident to do what is asked")
            try:
                yield Until(lambda: self._here() != place, "the task to be seen", _SEEN_S)
            except TimedOutError:
                continue
            return

    def _pay(self, place: Place) -> Walk[None]:
        """Scan the code with the phone, once there is one; the screen goes on by itself."""
        session = self._stage.session
        if session is not None and session.payment is not None and place.doing == Doing.AWAITING_PAYMENT:
            yield from self._ask(partial(phone.pay, session.payment.code), "the phone to pay")

    def _trouble_on_order(self, *moments: Moment) -> Walk[None]:
        """Set the next fault of each moment; further ones of the same moment wait for another visit."""
        for spec in [next((one for one in self._pending if one.moment is moment), None) for moment in moments]:
            if spec is None:
                continue
            self._pending.remove(spec)
            self._active.append(spec)
            yield from self._ask(partial(self._desk.set_fault, spec.role, spec.fault), f"the desk to set {spec}")

    def _repair(self) -> Walk[None]:
        """Mend what keeps the whole terminal from serving; it comes back by itself."""
        if not self._active:
            raise WalkError("the terminal is out of service, and nobody ordered that")
        yield from pause(_MEND_AFTER_S)
        for spec in self._active:
            yield from self._ask(partial(self._desk.mend, spec.role), f"the desk to mend {spec}")
        self._active.clear()

    def _help(self, place: Place) -> Walk[None]:
        """Mend what the screen shows, then touch what it offers; trouble that nobody ordered ends the walk."""
        shown = [spec for spec in self._active if spec.shows_as(place.source, place.trouble)]
        if not shown:
            raise WalkError(f"the terminal is in trouble that nobody ordered: {place.source} {place.trouble}")
        yield from self._told_to_the_resident()
        yield from pause(_MEND_AFTER_S)
        for spec in shown:
            self._active.remove(spec)
            yield from self._ask(partial(self._desk.mend, spec.role), f"the desk to mend {spec}")
            if spec.role is Role.ID_CARD:  # or it would be read before the next fault is set
                yield from self._ask(self._desk.lift, "the desk to lift the card")
        if place.doing:
            return  # held up only: it goes on by itself
        offered = next((name for name in _HELP_FIRST if self._still(place, name)), None)
        if offered is None:
            raise WalkError(f"the screen shows {place.trouble} and offers neither {' nor '.join(_HELP_FIRST)}")
        yield from self._finger.touch(offered)

    def _take_everything(self) -> None:
        self._desk.lift()
        papers.take_away(self._desk)
        for printer in (Role.DOCUMENT_PRINTER, Role.RECEIPT_PRINTER):
            self._desk.take(printer)

    def _told_to_the_resident(self) -> Walk[None]:
        """Wait until the screen says in words what is wrong."""
        session = self._stage.session
        trouble = trouble_of(session) if session is not None else None
        if session is None or trouble is None:
            return  # mended already
        words = {Words(language).trouble(trouble, _NO_TEXTS)[0] for language in LANGUAGES}
        yield Until(lambda: self._shown_trouble() in words, f"the screen to say {' or '.join(words)}", _SAYS_S)

    def _shown_trouble(self) -> str:
        item = scene.named(self._window, "trouble_title")
        return str(item.property("text")) if item is not None else ""

    def _ask(self, work: Callable[[], object], what: str) -> Walk[None]:
        yield from in_background(self._pool, work, what)

    def _told(self, error: WalkError, place: Place | None) -> str:
        picture = self._album.take("stuck")
        there = ", ".join(scene.names(self._window)) or "nothing that has a name"
        met = " → ".join(one.picture for one in self.met)
        where = place.picture if place else "the start"
        return f"stuck at {where}: {error}\n  on the screen: {there}\n  picture: {picture}\n  the way here: {met}"
