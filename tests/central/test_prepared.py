"""What a prepared question answers is what its queryset answers, models of other tables included."""

import pytest
from django.forms.models import model_to_dict

from kiosk.central.fleet import keys
from kiosk.central.fleet.models import Desired, TerminalKey
from kiosk.central.prepared import Prepared
from kiosk.central.rollout.models import ReleaseReport
from tests.central.conftest import joined


def test_it_answers_as_the_queryset_does(terminal, django_assert_num_queries) -> None:
    Desired.objects.update_or_create(
        terminal=terminal.terminal, defaults={"configuration": {"volume": 3}, "release_seq": 7}
    )
    with django_assert_num_queries(1):
        key = keys.signer(terminal.key_id)
        assert key is not None
        assert (key.terminal.desired.release_seq, key.terminal.desired.configuration) == (7, {"volume": 3})
        assert getattr(key.terminal, "release_report", None) is None  # not there, and not looked for again
        assert getattr(key.terminal, "configuration_report", None) is None
    plain = TerminalKey.objects.get(key_id=terminal.key_id)
    assert key == plain
    assert model_to_dict(key) == model_to_dict(plain)
    assert model_to_dict(key.terminal) == model_to_dict(plain.terminal)
    assert key.used_at == plain.used_at
    assert key.used_at.tzinfo is not None


def test_nothing_is_kept_of_an_answer(terminal) -> None:
    keys.signer(terminal.key_id)
    ReleaseReport.objects.create(terminal=terminal.terminal, seq=3, state="activated", reason="")
    terminal.terminal.keys.update(fingerprint="CHANGED")
    key = keys.signer(terminal.key_id)
    assert (key.fingerprint, key.terminal.release_report.seq) == ("CHANGED", 3)
    assert keys.signer("nobody") is None


def test_each_call_asks_with_its_own_values(db) -> None:
    one, two = joined(1), joined(2)
    assert [keys.signer(each.key_id).terminal_id for each in (one, two, one)] == ["WH0001", "WH0002", "WH0001"]


def test_as_many_values_as_placeholders(db) -> None:
    asked = Prepared(lambda: TerminalKey.objects.filter(key_id="").order_by())
    with pytest.raises(TypeError, match="1 values are asked for, not 2"):
        asked("a", "b")
