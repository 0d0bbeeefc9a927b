"""A rollout's log: the audit keeps one language, the page tells it in its own."""

import pytest
from django.utils import translation

from kiosk.central.audit.models import AuditEvent
from kiosk.central.rollout import log, service
from kiosk.central.rollout.judging import Finding
from kiosk.central.rollout.machine import Command, Decision
from kiosk.central.rollout.models import Release
from kiosk.central.rollout.page import page
from kiosk.central.rollout.plan import USUAL
from kiosk.protocol.api import HEARTBEAT

ALONE = Finding("activations", "", 3, 20, 0.05, 0.0012)
IN_WORDS = "启用失败 3/20，限值 5.0%，p 值 0.0012"
COMPARED = Finding("faults", "housing/fund", 4, 25, 0.08, 0.01, bad_before=1, of_before=30)


def chinese(detail: str) -> str:
    with translation.override("zh-hans"):
        return log.in_words(detail)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (log.PLANNED.format(release="#2", rings="0 %, 100 %", pilots=2), "发布 #2；批次 0 %, 100 %；试点 2 台"),
        (log.SUPERSEDED.format(release="#2", newer="#3"), "发布 #2 被 #3 取代"),
        (log.STEERED.format(release="#2", ring=1, reason="现场; 说好"), "发布 #2 第 1 批：现场; 说好"),
        (log.STEERED.format(release="#2", ring=1, reason=""), "发布 #2 第 1 批："),
        (log.TURN.format(release="#2", ring=4), "发布 #2 第 4 批"),
        (
            log.STEERED.format(release="#2", ring=2, reason=f"{log.figure(ALONE)}; {log.figure(COMPARED)}"),
            "发布 #2 第 2 批：" + IN_WORDS + "；因故障中止（housing/fund） 4/25，限值 8.0%（此前版本 1/30），p 值 0.01",
        ),
        (
            log.STEERED.format(release="#2", ring=1, reason=log.figure(ALONE)),
            "发布 #2 第 1 批：" + IN_WORDS,
        ),
        ("#0: 1 terminals: WH0003; #2: 2 terminals: WH0001, WH0002", None),
        ("of another form: 1; 2", "of another form: 1；2"),
    ],
)
def test_each_form_is_told_in_chinese(detail, words):
    assert chinese(detail) == (words or "发布 #0：1 台：WH0003；发布 #2：2 台：WH0001, WH0002")


def test_what_was_told_to_many_names_some():
    told = {f"WH{number:04d}": 2 for number in range(60)}
    assert chinese(service._told(told)).endswith("WH0049 等，另有 10 台")


def test_whatever_a_rollout_writes_its_page_tells_without_english(terminal):
    terminal.post(HEARTBEAT, {"software": "1", "engine": 1, "release_seq": 1})
    rollout = service.plan_rollout(Release.objects.create(seq=2, flows={}), USUAL, [terminal.terminal], "staff")
    service.steer(rollout, Command.GO, "staff", "上午开始")
    written = {event.action: event.detail for event in AuditEvent.objects.filter(object_type="rollout.rollout")}
    written["rollout.halt"] = service._words(rollout, Decision("halt", 0, (ALONE, COMPARED)))
    assert written.keys() >= {"rollout.plan", "rollout.go", "rollout.tell", "rollout.halt"}
    for detail in written.values():
        said = chinese(detail)
        assert not {"release", "ring", "rings", "terminals", "limit", "before"} & set(said.replace(";", " ").split())
    shown = page(rollout, rollout.created_at)
    assert "发布 #2；批次 0 %, 1 %, 10 %, 100 %；试点 1 台" in [told for _event, _who, _what, told in shown.events]
