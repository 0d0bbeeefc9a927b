"""What the shell needs from everything below it. `kiosk.app.front` implements it; all on the Qt thread."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drivers.faults import Role
from kiosk.engine.events import Event
from kiosk.engine.session import Session
from kiosk.engine.trouble import Trouble
from kiosk.live import LivePicture
from kiosk.protocol.flow import Flow

Texts = Mapping[str, Mapping[str, str]]
"""By language, then by key."""


@dataclass(frozen=True)
class ServiceCard:
    """A service on the home screen. `hindrance`: why it cannot be begun now; `opens`: when it can, if hours hinder."""

    service: str
    flow: Flow
    texts: Texts
    hindrance: Trouble | None
    opens: datetime | None = None


@dataclass(frozen=True)
class Continuing:
    """How it stands with a code that was typed or scanned: being looked up, or why it continues nothing.

    `scanning`: one that is held before the scanner is read.
    """

    looking: bool = False
    trouble: Trouble | None = None
    scanning: bool = False


@dataclass(frozen=True)
class Joining:
    """How it stands with a machine that is no terminal yet, for the technician before it.

    `fingerprint`: of the key that it made, which people compare with central's screen. `terminal_id`: empty until a
    code was taken, and then central knows the `place` of the terminal; `replaces`: another machine had both before.
    `asking`: a code is being tried; `trouble`: why the last one did not help, `refused` or `unreachable`.
    """

    fingerprint: str
    terminal_id: str = ""
    place: str = ""
    replaces: bool = False
    asking: bool = False
    trouble: str = ""
    scanning: bool = False


class Stage(Protocol):
    """Nothing in here blocks."""

    @property
    def session(self) -> Session | None:
        """The session at hand; None between residents."""

    @property
    def online(self) -> bool: ...

    @property
    def ready_devices(self) -> Collection[Role]:
        """The devices that would do what they are asked."""

    @property
    def place(self) -> str: ...

    @property
    def hotline(self) -> str: ...

    @property
    def terminal_id(self) -> str: ...

    @property
    def out_of_service(self) -> Trouble | None:
        """Why nothing at all is offered."""

    @property
    def overlooked(self) -> bool:
        """True while somebody stands close behind whoever is being served."""

    @property
    def joining(self) -> Joining | None:
        """What a technician has to do before this is a terminal at all; None once it is one."""

    def join_with(self, code: str) -> None:
        """Try a one-time code, typed or scanned."""

    def now(self) -> datetime:
        """The local time."""

    def subscribe(self, changed: Callable[[], None]) -> None:
        """Call `changed` after each change of any of this."""

    def begin(self, service: str) -> None:
        """Begin a service that is offered; nothing happens otherwise."""

    @property
    def continuing(self) -> Continuing: ...

    def continue_with(self, typed: str) -> None:
        """Look a code up and begin what it continues; an empty one forgets what was told of the last."""

    def watch_for_code(self, *, wanted: bool) -> None:
        """Let the scanner, if there is one, read codes to continue or to join with, from now on or no more."""

    def post(self, event: Event) -> None:
        """Tell the session what the resident did."""

    def services(self) -> Sequence[ServiceCard]: ...

    def texts(self, service: str) -> Texts:
        """The words of the flow that the session is pinned to."""

    def sight(self, role: Role) -> LivePicture | None:
        """What that camera sees just now; None while nobody looks through it."""

    def page_png(self, issue_id: str, page: int, width_px: int) -> bytes:
        """A page of the composed document; KeyError once it was wiped."""
