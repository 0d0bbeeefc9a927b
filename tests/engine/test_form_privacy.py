"""What was typed into a form prints nowhere: not in a session, an event or an effect, right or wrong."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from kit.fields import feature

from kiosk.engine import questions
from kiosk.engine.events import Left, Submitted
from kiosk.engine.fields import boundaries
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import FormStep

_TELLING = 5
"""So many signs tell a person; fewer stand in any number."""

_LIMITS = {"2021-12", "2026-11"}
"""The flow's own, which a message about wrong months tells."""


def typed_words(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from typed_words(inner)
    elif value is not None and len(str(value)) >= _TELLING:
        yield str(value)


def test_what_is_typed_right_or_wrong_is_printed_nowhere(caplog):
    caplog.set_level(logging.DEBUG)
    player, said, told = feature("twelve"), set[str](), [""]
    step = player.session.flow.step("form")
    assert isinstance(step, FormStep)
    while player.session.step_id == "form":
        field = questions.present(player.session, step)
        samples = boundaries(field, questions.scope(player.session, step, field))
        wrong_first = sorted(samples, key=lambda sample: not sample.problem)
        for sample in wrong_first:
            if player.session.step_id != "form" or questions.present(player.session, step).id != field.id:
                break
            event = Submitted("form", Personal({field.id: sample.typed}))
            effects = player.post(event)
            said |= set(typed_words(sample.typed))
            told.append(repr((event, effects, player.session)) + str(player.session))
    own = repr(player.session.flow)  # a flow says itself what its options and divisions are called
    said = {word for word in said - _LIMITS if word not in own}
    assert len(said) > 20
    printed = "".join(told).replace(own, "") + caplog.text
    assert [word for word in sorted(said) if word in printed] == []


@pytest.mark.parametrize("answered", [False, True])
def test_drafts_and_answers_are_personal_and_gone_at_the_end(answered):
    player = feature("twelve")
    player.submit({"plate": "B54321"})
    if answered:
        player.session = player.session.answered("form", Personal({"plate": "B54321"}))
    kept = player.session.answers if answered else player.session.drafts
    assert kept
    assert all(isinstance(value, Personal) for value in kept.values())
    player.post(Left())
    assert (dict(player.session.drafts), dict(player.session.answers)) == ({}, {})
