"""A stage on which a scenario is played: the real engine, the real documents, no devices and no central."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from drivers.faults import Role
from kiosk.documents.binder import Imprint, template_inputs
from kiosk.documents.composer import Composer, Document
from kiosk.documents.errors import DocumentError
from kiosk.documents.given import samples_in
from kiosk.documents.pages import page_png
from kiosk.engine.advance import advance, begin
from kiosk.engine.effects import Compose, Effect
from kiosk.engine.events import Composed, Event
from kiosk.engine.scenario import Scenario, event_of
from kiosk.engine.session import Facts, Session
from kiosk.engine.trouble import Trouble
from kiosk.live import LivePicture
from kiosk.protocol.civil_time import CHINA
from kiosk.protocol.package import FlowPackage
from kiosk.shell.stage import Continuing, Joining, ServiceCard, Texts

PLACE, HOTLINE, TERMINAL = "示范街道政务服务大厅", "12345", "WH0000"
_SESSION = "00000000-0000-0000-0000-000000000000"


class ScenarioStage:
    """Implements `kiosk.shell.stage.Stage`. `documents`: what was composed, by issue."""

    online, place, hotline, terminal_id = True, PLACE, HOTLINE, TERMINAL
    out_of_service: Trouble | None = None
    ready_devices: Collection[Role] = frozenset(Role)

    continuing = Continuing()
    joining: Joining | None = None
    overlooked = False

    def __init__(self, package: FlowPackage, composer: Composer, scenario: Scenario) -> None:
        self.documents: dict[str, Document] = {}
        self._package, self._composer, self._scenario = package, composer, scenario
        self._files = samples_in(package.files)[0]
        self._given = {
            known["sha256"]: Document(package.files[name], known["pages"], known["sha256"])
            for name, known in self._files.items()
        }
        facts = Facts(scenario.today, TERMINAL, PLACE)
        self._session, effects = begin(package.flow, session_id=_SESSION, facts=facts, resuming=scenario.code)
        self._compose(effects)

    def played(self) -> Iterator[Session]:
        """Yield the session as it begins, and after each line of the scenario, until it ends."""
        yield self._session
        for line in self._scenario.lines:
            self._happen(event_of(self._session, line.do, self._files))
            if self._session.ended:
                return
            yield self._session

    @property
    def session(self) -> Session | None:
        return self._session

    def now(self) -> datetime:
        return datetime.fromisoformat(f"{self._scenario.today}T10:00").replace(tzinfo=CHINA)

    def subscribe(self, changed: Callable[[], None]) -> None:
        """Nothing changes here while a window looks."""

    def continue_with(self, typed: str) -> None:
        """Nobody types a code here."""

    def watch_for_code(self, *, wanted: bool) -> None:
        """Nobody scans one either."""

    def join_with(self, code: str) -> None:
        """Nobody installs anything here."""

    def begin(self, service: str) -> None:
        """A preview is looked at."""

    def post(self, event: Event) -> None:
        """A preview is looked at."""

    def services(self) -> Sequence[ServiceCard]:
        return [ServiceCard(self._package.flow.service, self._package.flow, self._package.texts, None)]

    def texts(self, _service: str) -> Texts:
        return self._package.texts

    def sight(self, _role: Role) -> LivePicture | None:
        """No camera sees anything here."""

    def page_png(self, issue_id: str, page: int, width_px: int) -> bytes:
        return page_png(self.documents[issue_id].pdf, page, width_px=width_px)

    def _happen(self, event: Event) -> None:
        if isinstance(event, Composed) and self._composing in self.documents:  # as many pages as there really are
            document = self.documents[self._composing]
            event = Composed(event.ticket, document.pages, document.digest, event.serial, event.verification_code)
        self._session, effects = advance(self._session, event)
        self._compose(effects)

    def _compose(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Compose):
                self._composing = effect.issue_id
                if effect.file is not None:
                    self._take(effect.issue_id, effect.file.reveal())
                    continue
                inputs = template_inputs(self._package, effect.data.reveal(), _imprint(self.now()))
                try:
                    self.documents[effect.issue_id] = self._composer.compose(effect.template, inputs, at=self.now())
                except DocumentError:
                    continue  # `kiosk flow check` tells why

    def _take(self, issue_id: str, digest: str) -> None:
        if digest in self._given:  # a scenario may speak of a file that the folder has not
            self.documents[issue_id] = self._given[digest]

    _composing = ""


def _imprint(at: datetime) -> Imprint:
    return Imprint(
        serial="WH0000-00000000-00001",
        verification_code="SAMPLE",
        terminal_id=TERMINAL,
        place=PLACE,
        hotline=HOTLINE,
        public_url="https://example.invalid",
        at=at,
    )
