"""The shell's stage for tests: sessions moved by the real engine, real documents, no devices and no central."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache

from drivers.faults import Role
from kiosk.documents.composer import Composer, Document
from kiosk.documents.pages import page_png
from kiosk.documents.qr import qr_rows
from kiosk.engine.events import Event
from kiosk.engine.session import Session
from kiosk.engine.trouble import Trouble
from kiosk.live import LivePicture
from kiosk.protocol.civil_time import CHINA
from kiosk.protocol.package import FlowPackage
from kiosk.shell.stage import Continuing, Joining, ServiceCard, Texts
from kit.packages import real_package
from kit.player import CARD, STATEMENT, Player

AT = datetime(2026, 11, 24, 2, 3, tzinfo=UTC)
SERIAL, CODE = "WH0001-20261124-00001", "K7QM-2XWD-9FTB"


@lru_cache(maxsize=32)
def _page_png(pdf: bytes, page: int, width_px: int) -> bytes:
    """The same few pages are shown on many screens."""
    return page_png(pdf, page, width_px=width_px)


@cache
def demo_document(months: int = 11) -> Document:
    """A real statement of that many months, composed once."""
    last = 2026 * 12 + 10  # November 2026
    numbers = [divmod(number, 12) for number in range(last - months + 1, last + 1)]
    rows = [{**STATEMENT["rows"][0], "month": f"{year}-{month + 1:02d}"} for year, month in numbers]
    url = f"https://example.invalid/verify/{SERIAL}?code={CODE}"
    data = {
        "holder": {"name": CARD["name"], "number": CARD["number"]},
        "period": {"first": rows[0]["month"], "last": rows[-1]["month"]},
        "account": {**STATEMENT, "rows": rows},
        "department": "武汉示范住房公积金管理中心",
        "terminal": {"id": "WH0001", "place": "示范街道"},
        "issue": {
            "serial": SERIAL,
            "code": CODE,
            "verify_site": "example.invalid/verify",
            "qr": qr_rows(url),
            "issued_at": "2026-11-24 10:03",
            "issued_on": "2026年11月24日",
        },
    }
    composer = Composer(real_package().files)
    try:
        return composer.compose("statement.typ", data, at=AT)
    finally:
        composer.close()


class PlayedStage:
    """Implements `kiosk.shell.stage.Stage`. `player` is None between residents; `posted` keeps what was done."""

    def __init__(self, player: Player | None = None) -> None:
        self.player = player
        self.online = True
        self.ready_devices = frozenset(Role)
        self.place = "示范街道政务服务大厅"
        self.hotline = "12345"
        self.terminal_id = "WH0001"
        self.out_of_service: Trouble | None = None
        self.hindrance: Trouble | None = None
        self.package = real_package()
        self.document = demo_document()
        self.package = real_package()
        self.cards: list[ServiceCard] = []
        self.sights: dict[Role, LivePicture] = {}
        self.posted: list[Event] = []
        self.begun: list[str] = []
        self.continuing = Continuing()
        self.continued: list[str] = []
        self.joining: Joining | None = None
        self.overlooked = False
        self.joined: list[str] = []
        self.watched: list[bool] = []
        self._subscribers: list[Callable[[], None]] = []

    @property
    def session(self) -> Session | None:
        return self.player.session if self.player and not self.player.session.ended else None

    def now(self) -> datetime:
        return AT.astimezone(CHINA)

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._subscribers.append(changed)

    def changed(self) -> None:
        for told in self._subscribers:
            told()

    def continue_with(self, typed: str) -> None:
        self.continued.append(typed)

    def join_with(self, code: str) -> None:
        self.joined.append(code)

    def watch_for_code(self, *, wanted: bool) -> None:
        self.watched.append(wanted)

    def begin(self, service: str) -> None:
        self.begun.append(service)
        self.player = Player(self.package.flow)
        self.changed()

    def post(self, event: Event) -> None:
        self.posted.append(event)
        if self.player is not None:
            self.player.post(event)
        self.changed()

    def services(self) -> Sequence[ServiceCard]:
        package: FlowPackage = self.package
        return self.cards or [ServiceCard(package.flow.service, package.flow, package.texts, self.hindrance)]

    def texts(self, _service: str) -> Texts:
        return self.package.texts

    def sight(self, role: Role) -> LivePicture | None:
        return self.sights.get(role)

    def page_png(self, _issue_id: str, page: int, width_px: int) -> bytes:
        return _page_png(self.document.pdf, page, width_px)
