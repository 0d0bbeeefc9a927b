"""From a page at central to a terminal in the street and back: configuration and commands, through real programs."""

import gzip
import re
from collections.abc import Iterator

import pytest
import requests
from kit.patience import until
from kit.puppet import Puppet
from kit.town import Town

from kiosk.desk.cards import load_persons
from kiosk.desk.client import DeskClient

pytestmark = pytest.mark.journey
ARRIVES_S = 120.0
LIST, ORDER, LAYER = "/admin/commands/command/", "/admin/commands/command/order/", "/admin/configuration/value/"


class Staff:
    """Somebody in the office, with a browser's cookies."""

    def __init__(self, town: Town) -> None:
        self._url, self._session = town.central.url, requests.Session()
        password = (town.central.data / "admin-password").read_text().strip()
        self.post("/admin/login/", {"username": "admin", "password": password, "next": "/admin/"})

    def get(self, path: str) -> requests.Response:
        return self._session.get(self._url + path, timeout=20)

    def post(self, path: str, content: dict[str, str]) -> None:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)
        assert token, path
        sent = self._session.post(self._url + path, content | {"csrfmiddlewaretoken": token[1]}, timeout=20)
        assert sent.ok, sent.text[:500]

    def order(self, kind: str) -> None:
        wish = {"terminals": "WH0001", "kind": kind, "minutes": "10", "why": "journey", "confirmed": "1"}
        self.post(f"{ORDER}?terminal=WH0001", wish)


@pytest.fixture
def puppet(town: Town) -> Iterator[Puppet]:
    made = Puppet(town.settings_file(), town.place / "puppet.log", {"TMPDIR": str(town.temporary)})
    made.start()
    yield made
    made.stop()


def ended(town: Town, kind: str) -> tuple[str, str, str]:
    """Wait for the answer to the newest command of that kind; return state, text and id."""
    query = "SELECT state, text, command_id FROM commands_command WHERE kind = ? ORDER BY command_id DESC LIMIT 1"
    ends = {"done", "failed", "refused", "expired"}
    until(lambda: town.central.row(query, kind)[0] in ends, timeout_s=ARRIVES_S)
    state, text, command_id = town.central.row(query, kind)
    return state, text, command_id


def attached(town: Town, command_id: str) -> bytes:
    (content,) = town.central.row("SELECT content FROM commands_attachment WHERE command_id = ?", command_id)
    return bytes(content)


def test_staff_set_and_command_a_terminal_while_a_resident_is_there_and_after(
    town: Town, desk: DeskClient, puppet: Puppet
) -> None:
    puppet.to_home()
    staff = Staff(town)
    puppet.to_review(desk)  # a name, a number and a document are on the glass

    staff.post(LAYER, {"other_language": "false", "why": "journey"})
    staff.order("screenshot")
    assert ended(town, "screenshot")[:2] == (
        "refused",
        "somebody is at the terminal: only screens on which nothing is personal are pictured",
    )
    staff.order("self_test")
    waits = "SELECT state FROM commands_command WHERE kind = 'self_test'"
    until(lambda: town.central.row(waits) == ("waiting",), timeout_s=ARRIVES_S)
    assert "language" in puppet.look().enabled  # nothing changes under a resident's hands

    staff.order("collect_logs")
    state, _, command_id = ended(town, "collect_logs")
    assert state == "done"
    lines = gzip.decompress(attached(town, command_id)).decode()
    assert "command collect_logs" in lines
    person = load_persons()[0]
    assert person.name not in lines
    assert person.number not in lines

    puppet.touch("print")
    puppet.rate_and_go(desk)
    state, text, _ = ended(town, "self_test")
    assert (state, "ledger: ok" in text, "id_card: ok" in text) == ("done", True, True)
    puppet.until(lambda told: "language" not in told.enabled, "the configuration after the session")
    both = "configuration_report r JOIN fleet_desired d USING (terminal_id)"
    runs = f"SELECT r.revision = d.configuration_revision FROM {both}"
    until(lambda: town.central.rows(runs) == [(1,)], timeout_s=ARRIVES_S)

    staff.order("screenshot")
    state, text, command_id = ended(town, "screenshot")
    assert (state, text) == ("done", "1080×1920")
    assert attached(town, command_id).startswith(b"\x89PNG")
    staff.order("out_of_service")
    assert ended(town, "out_of_service")[0] == "done"
    puppet.see("out_of_service")
    assert "已完成" in staff.get(LIST).text
