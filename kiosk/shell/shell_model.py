"""The shell's frame: what stands around every screen, and which screen that is."""

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.events import Touched, WentBack
from kiosk.engine.session import Session
from kiosk.settings import Screen as ScreenSettings
from kiosk.shell import bars
from kiosk.shell.halfway import Halfway
from kiosk.shell.look import Look
from kiosk.shell.navigation import Screen, screen_of, topic_of, visit_of
from kiosk.shell.overlay_model import OverlayModel
from kiosk.shell.screens.attract.view_model import AttractView
from kiosk.shell.screens.home.view_model import HomeView
from kiosk.shell.stage import Stage
from kiosk.shell.touch_clocks import TouchClocks
from kiosk.shell.view import Desk, View
from kiosk.shell.views import VIEWS

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

_NOBODY_BEGAN = (Screen.ATTRACT, Screen.OUT_OF_SERVICE, Screen.JOINING)
_BETWEEN_RESIDENTS = (*_NOBODY_BEGAN, Screen.HOME)


@QmlElement
class ShellModel(QObject):
    """Top bar, bottom bar, overlays, and the screen in the middle with its view model.

    A new view model is made when the screen, the visit of a step or the question changes: nothing that one resident
    chose can be seen by the next.
    """

    changed = Signal()
    screenChanged = Signal()
    settlingChanged = Signal()

    def __init__(self, stage: Stage, settings: ScreenSettings, *, still: bool = False) -> None:
        super().__init__()
        self._stage, self._still = stage, still
        self._look = Look(settings)
        self._at_home = False
        self._overlay = OverlayModel(self._desk, still=still, parent=self)
        self._halfway = Halfway()
        self._shown: tuple[Screen, str] = (Screen.ATTRACT, "")
        self._view: View = AttractView(self._desk)
        self._view.setParent(self)  # so that it never goes before the QML that shows it
        self._touches = TouchClocks(settings.home_idle_s, self)
        self._touches.gone.connect(self._leave_home)
        self._touches.settlingChanged.connect(self.settlingChanged)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self.refresh)
        stage.subscribe(self.refresh)
        self.refresh()
        if not still:
            self._clock.start()

    def configure(self, settings: ScreenSettings) -> None:
        """Take other settings; whoever stands at home keeps the language and the size that they chose."""
        self._look.configure(settings)
        self._touches.wait_at_home(settings.home_idle_s)
        if self._shown[0] is not Screen.HOME:
            self._reset_for_next()
        self.refresh()

    @property
    def unattended(self) -> bool:
        """True when nobody has begun anything, not even to look at the services."""
        return self.session is None and self._shown[0] in _NOBODY_BEGAN

    @property
    def impersonal(self) -> bool:
        """True when nothing that anybody told can be on the glass: a greeting, or services that nobody searches."""
        at_home = self._shown[0] is Screen.HOME and isinstance(self._view, HomeView) and not self._view.typing
        return self.session is None and (self.unattended or at_home)

    @property
    def _desk(self) -> Desk:
        return Desk(self._stage, self._look.words)

    @property
    def session(self) -> Session | None:
        return self._stage.session

    @Slot()
    def refresh(self) -> None:
        """Show what is now; called each second, too, for what only the clock changes: a service opens."""
        session = self.session
        if session is not None:
            self._at_home = False  # after a session the terminal greets the next resident
        screen = screen_of(self._stage, at_home=self._at_home)
        visit = visit_of(session)
        if (screen, visit) != self._shown:
            self._show(screen, visit)
        self._overlay.follow(session, screen)
        self._view.refresh()
        self.changed.emit()

    def _show(self, screen: Screen, visit: str) -> None:
        before, self._shown = self._shown[0], (screen, visit)
        old, self._view = self._view, VIEWS[screen](self._desk)
        old.closed()
        self._view.setParent(self)
        self._halfway.hand_on(self.session, self._view)
        self._overlay.close()
        if screen is Screen.ATTRACT or (before not in _BETWEEN_RESIDENTS and not visit):
            self._reset_for_next()
        if screen is Screen.HOME:
            self._touches.somebody_is_home()
        self._touches.settle(guarded=screen is not Screen.ATTRACT and not self._still)  # the greeting chooses nothing
        self.screenChanged.emit()
        old.deleteLater()

    def _reset_for_next(self) -> None:
        """The next resident begins with the place's own language and size."""
        self._at_home = False
        self._look.reset()

    def _is_at_home(self) -> bool:
        return self.session is None and self._at_home

    @Slot()
    def _leave_home(self) -> None:
        self._at_home = False
        self.refresh()

    # The screen

    @Property(str, notify=screenChanged)
    def screen(self) -> str:
        return self._shown[0].value

    @Property(str, notify=screenChanged)
    def screenFile(self) -> str:
        """The screen's QML file, relative to `screens/`."""
        return self._shown[0].file

    @Property(QObject, notify=screenChanged)
    def view(self) -> QObject:
        return self._view

    @Property(bool, notify=settlingChanged)
    def settling(self) -> bool:
        """True while a screen is so new that a touch was meant for the one before: double taps choose nothing."""
        return self._touches.settling

    @Property(bool, constant=True)
    def still(self) -> bool:
        """True: nothing moves by itself, for pictures that must come out alike."""
        return self._still

    # The bars

    @Property(str, notify=changed)
    def title(self) -> str:
        return bars.title(self._desk)

    @Property(str, notify=changed)
    def origin(self) -> str:
        """Whose service this is; empty while it is this place's own."""
        return bars.origin(self._desk)

    @Property(str, notify=changed)
    def place(self) -> str:
        return self._stage.place

    @Property(str, notify=changed)
    def clock(self) -> str:
        return f"{self._stage.now():%H:%M}"

    @Property(str, notify=changed)
    def language(self) -> str:
        return self._look.words.language

    @Property(str, notify=changed)
    def languageText(self) -> str:
        """Empty where residents are not to switch."""
        return self._look.language_text

    @Property(bool, notify=changed)
    def elder(self) -> bool:
        return self._look.elder

    @Property(str, notify=changed)
    def elderText(self) -> str:
        return self._look.elder_text

    @Property(bool, notify=changed)
    def contrast(self) -> bool:
        return self._look.contrast

    @Property(str, notify=changed)
    def contrastText(self) -> str:
        return self._look.contrast_text

    @Property(bool, notify=changed)
    def inSession(self) -> bool:
        return self.session is not None

    @Property(bool, notify=changed)
    def atHome(self) -> bool:
        return self._is_at_home()

    @Property(int, notify=changed)
    def step(self) -> int:
        return bars.progress(self._desk).step

    @Property(int, notify=changed)
    def steps(self) -> int:
        return bars.progress(self._desk).total

    @Property(str, notify=changed)
    def stepText(self) -> str:
        return bars.step(self._desk)

    @Property(str, notify=changed)
    def nextText(self) -> str:
        return bars.following(self._desk)

    @Property(str, notify=changed)
    def spoken(self) -> str:
        """What a voice would say on this screen."""
        return self._view.aloud() or self._look.words.say(f"help.{topic_of(self.session, self._shown[0])}")

    @Property(bool, notify=changed)
    def backEnabled(self) -> bool:
        return bars.leads_back(self._desk, at_home=self._is_at_home())

    @Property(str, notify=changed)
    def backText(self) -> str:
        return self._look.words.say("bar.back")

    @Property(str, notify=changed)
    def helpText(self) -> str:
        return self._look.words.say("bar.help")

    @Property(str, notify=changed)
    def leaveText(self) -> str:
        return self._look.words.say("bar.leave")

    @property
    def overlay(self) -> OverlayModel:
        """What lies over the screen; QML is given it beside this model."""
        return self._overlay

    # What the resident does

    @Slot()
    def touched(self) -> None:
        """Somebody touched the screen; told on at most once a second.

        The idle warning answers for itself: it would be gone before the touch arrives, which would fall on a key below.
        """
        if self._shown[0] is Screen.HOME:
            self._touches.somebody_is_home()
        if self.session is not None and not self.session.warned and self._touches.tells():
            self._stage.post(Touched())

    @Slot()
    def enter(self) -> None:
        """From the attract screen to home."""
        self._at_home = True
        self.refresh()

    @Slot()
    def switchLanguage(self) -> None:
        self._look.switch_language()
        self.refresh()

    @Slot()
    def switchElder(self) -> None:
        self._look.elder = not self._look.elder
        self.refresh()

    @Slot()
    def switchContrast(self) -> None:
        self._look.contrast = not self._look.contrast
        self.refresh()

    @Slot()
    def back(self) -> None:
        if self.session is not None:
            self._halfway.keep(self.session, self._view)
            self._stage.post(WentBack())
        elif not self._view.go_back():
            self._leave_home()

    @Slot()
    def help(self) -> None:
        self._overlay.show("help")

    @Slot()
    def leave(self) -> None:
        """Ask first, where there is something to lose."""
        if self.session is None:
            self._leave_home()
        else:
            self._overlay.show("leave")
