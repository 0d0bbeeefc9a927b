"""What sessions leave behind for technicians: only trouble, only the last ones, and `kiosk trace` tells them."""

import pytest
import yaml
from kit.player import FACTS, Player, real_flow

from drivers.faults import Fault, Role
from kiosk.__main__ import main
from kiosk.engine.events import DeviceFailed, Left
from kiosk.engine.trace import Trace
from kiosk.protocol.tracing import Tracing
from kiosk.trace_ring import MOST, TraceRing
from kiosk.witness import Witness


class Watched:
    """A session that a witness sees from its beginning."""

    def __init__(self, keep, which=Tracing.TROUBLE):
        self.witness, self.player = Witness(keep, which, now_s=iter(range(1000)).__next__), Player(real_flow())
        self.witness.saw(None, None, self.player.session)

    def post(self, event):
        before = self.player.session
        self.player.post(event)
        self.witness.saw(before, event, self.player.session)

    def meets_trouble(self):
        self.player.go_to("card")
        self.post(DeviceFailed(self.player.session.ticket, Role.ID_CARD, Fault.TIMEOUT))
        return self


@pytest.fixture
def settings(tmp_path):
    nowhere = "127.0.0.1:9"
    platform = {"url": f"http://{nowhere}", "public_url": f"http://{nowhere}", "trusted_root": str(tmp_path / "root")}
    file = tmp_path / "terminal.yaml"
    file.write_text(yaml.safe_dump({"state_dir": str(tmp_path), "devices": {}, "platform": platform}))
    return file


def test_trouble_leaves_a_trace_with_its_times():
    kept: list[Trace] = []
    watched = Watched(kept.append).meets_trouble()
    watched.post(Left())
    (trace,) = kept
    assert (trace.because, trace.today) == ("trouble", FACTS.today)
    assert [line.then.trouble for line in trace.lines] == ["id_card.TIMEOUT", None]
    assert [line.at_s for line in trace.lines] == [1, 2]


@pytest.mark.parametrize(("which", "count"), [(Tracing.TROUBLE, 0), (Tracing.ALWAYS, 1), (Tracing.NEVER, 0)])
def test_a_session_without_trouble_leaves_one_only_when_it_is_asked_for(which, count):
    kept: list[Trace] = []
    Watched(kept.append, which).post(Left())
    assert len(kept) == count


def test_a_defect_leaves_a_trace_and_a_full_disk_harms_nobody():
    def full(_trace):
        raise OSError(28, "No space left on device")

    kept: list[Trace] = []
    for keep in (kept.append, full):
        watched = Watched(keep)
        watched.witness.broke_off(watched.player.session, Left())
    assert [trace.because for trace in kept] == ["defect"]
    assert kept[0].lines[-1].happened.event == "Left"


def test_the_ring_keeps_the_last_ones(tmp_path, settings, capsys):
    ring = TraceRing(tmp_path)
    watched = []
    for _ in range(MOST + 3):
        watched.append(Watched(ring.keep).meets_trouble())
        watched[-1].post(Left())
    assert ring.numbers() == list(range(4, MOST + 4))
    assert (tmp_path / "traces/000004.json").stat().st_mode & 0o077 == 0
    assert main(["trace", "list", "--config", str(settings)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == MOST
    assert main(["trace", "show", "5", "--json", "--config", str(settings)]) == 0
    assert Trace.model_validate_json(capsys.readouterr().out) == ring.trace(5)
    assert main(["trace", "show", "5", "--config", str(settings)]) == 0
    assert "DeviceFailed id_card TIMEOUT → card, trouble id_card.TIMEOUT" in capsys.readouterr().out
    assert main(["trace", "show", "1", "--config", str(settings)]) == 2
