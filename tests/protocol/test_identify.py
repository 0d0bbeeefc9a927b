"""identify: what its `by` may be, which engine it needs, and whose faults it meets."""

import pytest
import yaml
from kit.fields import FEATURES
from pydantic import ValidationError

from kiosk.protocol.fault_rules import met_by
from kiosk.protocol.faults import IDENTITY_CODES, codes_of
from kiosk.protocol.flow import Flow
from kiosk.protocol.steps import Way


def flow(**changes):
    raw = yaml.safe_load((FEATURES / "identify_by.yaml").read_text(encoding="utf-8"))
    raw["engine"] = changes.pop("engine", raw["engine"])
    raw["steps"][0] |= changes
    return Flow.model_validate(raw)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"by": []}, "at least 1 item"),
        ({"by": ["id_card", "id_card"]}, "id_card stands there twice; keep one"),
        ({"by": ["passport"]}, "id_card"),
        ({"engine": 2}, "write engine: 3"),
        ({"by": ["id_card"], "engine": 1}, "write engine: 3"),
        ({"on_fault": {"phone_code.WRONG": {"end": "t"}}}, "phone_code has no fault 'WRONG'"),
        ({"by": ["id_card"], "on_fault": {"platform": {"end": "t"}}}, "never happens"),
        ({"by": ["id_card"], "on_fault": {"social_card": {"end": "t"}}}, "never happens"),
    ],
)
def test_what_cannot_be_is_told(changes, told):
    with pytest.raises(ValidationError, match=told):
        flow(**changes)


def test_each_way_brings_its_faults():
    assert flow(on_fault={f"{way}": {"end": "t"} for way in ("id_card", "social_card", "e_credential", "phone_code")})
    assert met_by(flow().steps[0]) == (
        *("id_card", "social_card", "code_scanner", "e_credential", "phone_code", "platform", "terminal"),
    )
    assert met_by(flow(by=["id_card"]).steps[0]) == ("id_card", "terminal")


def test_without_by_it_is_the_id_card():
    assert flow(by=None, engine=1).steps[0].ways == (Way.ID_CARD,)


def test_every_fault_of_a_way_has_a_code_of_its_own():
    assert len(set(IDENTITY_CODES.values())) == len(IDENTITY_CODES)
    assert {(of, code) for of in ("e_credential", "phone_code") for code in codes_of(of)} == set(IDENTITY_CODES)
