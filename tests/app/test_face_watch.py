"""Whether faces can be compared, watched: each trouble is told once, with its code, and its end once."""

from hashlib import sha256

import pytest

from kiosk.app.face_watch import FaceWatch
from kiosk.faces import models
from kiosk.faces.models import Model

ONE, OTHER = b"the one model", b"the other model"


def model(name: str, content: bytes) -> Model:
    return Model(name, f"{name}.onnx", len(content), sha256(content).hexdigest(), "MIT", "w", "m", "https://x.invalid")


class Watched:
    def __init__(self, folder) -> None:
        self.folder, self.said, self.changes = folder, [], []
        self.watch = FaceWatch(folder, report=self._hear, changed=lambda: self.changes.append(self.watch.usable))

    def _hear(self, alarm) -> None:
        assert (alarm.source, alarm.code) == ("terminal", "FACES_NOT_COMPARED")
        self.said.append((alarm.technician_code, alarm.detail, alarm.cleared))

    def put(self, **contents: bytes) -> None:
        for name, content in contents.items():
            (self.folder / f"{name}.onnx").write_bytes(content)


@pytest.fixture
def watched(tmp_path, monkeypatch):
    monkeypatch.setattr(models, "MODELS", (model("one", ONE), model("other", OTHER)))
    return Watched(tmp_path)


def test_with_all_models_faces_can_be_compared_and_nothing_is_said(watched):
    watched.put(one=ONE, other=OTHER)
    assert not watched.watch.usable
    watched.watch.work()
    watched.watch.work()
    assert (watched.changes, watched.said) == ([True], [])


def test_each_flaw_is_told_once_with_its_code_and_ends_once(watched, caplog):
    watched.put(one=b"x" * len(ONE))
    watched.watch.work()
    watched.watch.work()
    assert sorted(watched.said) == [("FM001", "other.onnx", False), ("FM003", "one.onnx", False)]
    assert watched.changes == []
    assert "fetch it again" in caplog.text
    watched.said.clear()
    watched.put(one=ONE, other=OTHER)
    watched.watch.work()
    assert sorted(watched.said) == [("FM001", "other.onnx", True), ("FM003", "one.onnx", True)]
    assert watched.changes == [True]


def test_a_flaw_that_becomes_another_is_told_anew(watched):
    watched.put(one=ONE)
    watched.watch.work()
    watched.put(other=b"?")
    watched.watch.work()
    assert watched.said == [
        ("FM001", "other.onnx", False),
        ("FM001", "other.onnx", True),
        ("FM003", "other.onnx", False),
    ]


def test_it_looks_more_often_while_somebody_mends_it(watched):
    sick_s = watched.watch.work()
    watched.put(one=ONE, other=OTHER)
    assert sick_s < watched.watch.work()


def test_a_process_that_failed_is_tried_again_after_a_while(watched):
    watched.put(one=ONE, other=OTHER)
    watched.watch.work()
    watched.watch.fail("the process that measures faces hangs")
    watched.watch.work()
    assert not watched.watch.usable
    watched.watch.work()
    assert watched.watch.usable
    assert watched.said == [("FM004", "process", False), ("FM004", "process", True)]
    assert watched.changes == [True, False, True]
