"""The feature flows of forms, their fields by kind, and their words."""

from functools import cache
from pathlib import Path

import yaml

from kiosk.protocol.fields import AnyField
from kiosk.protocol.flow import LANGUAGES, Flow
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.steps import FormStep
from kit.player import Player, flow_from

FEATURES = Path(__file__).parents[1] / "engine" / "features"
WUHAN = Path(__file__).parents[2] / "assets" / "divisions" / "wuhan.yaml"


def feature(name: str) -> Player:
    """Begin the feature flow `form_<name>`."""
    return Player(_flow(name))


@cache
def _flow(name: str) -> Flow:
    return flow_from(FEATURES / f"form_{name}.yaml")


def field_of(kind: str) -> list[AnyField]:
    """Return the fields of that kind in the feature flow of the same name."""
    steps = (step for step in feature(kind).session.flow.steps if isinstance(step, FormStep))
    return [field for step in steps for field in step.fields if field.kind == kind]


def in_wuhan() -> Player:
    """Begin the feature flow `form_address` with the divisions that come with the program."""
    return Player(_flow_in_wuhan())


@cache
def _flow_in_wuhan() -> Flow:
    raw = yaml.safe_load((FEATURES / "form_address.yaml").read_text(encoding="utf-8"))
    raw["steps"][0]["fields"][0]["divisions"] = yaml.safe_load(WUHAN.read_text(encoding="utf-8"))
    return Flow.model_validate(raw)


@cache
def package_of(name: str) -> FlowPackage:
    """Return the feature flow `form_<name>` with words, as a stage shows it."""
    words = yaml.safe_load(Path(__file__).with_name("form_texts.yaml").read_text(encoding="utf-8"))
    texts = {language: {key: both[language] for key, both in words.items()} for language in LANGUAGES}
    return FlowPackage(_flow(name), texts, {})
