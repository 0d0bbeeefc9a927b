"""Answers before they count: a few, all kinds of them on several pages, and those that were used already."""

from collections.abc import Callable
from functools import cache

import yaml

from kiosk.engine.events import Changed
from kiosk.engine.fields.credit_code import check_sign
from kiosk.protocol.flow import Flow
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.steps.value import Value
from kiosk.shell.shell_model import ShellModel
from kit.fields import FEATURES, package_of
from kit.packages import JOINT, PENSION_PROOF, real_package
from kit.player import Player
from kit.stage import PlayedStage
from kit.summary_scenes import print_part, to_the_parts

HOME = "湖北省武汉市江岸区3号2栋501室"
TYPED = (
    {"plate": "A12345"},
    {"persons": "3"},
    {"amount": "1234.50"},
    {"day": "19880314"},
    {"stay": {"first": "20260101", "last": "20260630"}},
    {"months": {"preset": "this_year"}},
    {"phone": "13812345678"},
    {"number": "420199198803149995"},
    {"code": "91420100MA9999999" + check_sign("91420100MA9999999")},
    {"use": "loan"},
    {"copies": ["deed", "tax"]},
    {"home": {"codes": ["42", "4201", "420102"], "line": "3号2栋501室"}},
)
"""What is typed for each kind of field."""


def in_pension_proof(stage: PlayedStage) -> Player:
    """Stand at the list of the pension proof."""
    stage.package = real_package(PENSION_PROOF)
    player = stage.player = Player(stage.package.flow)
    player.submit(True)
    player.read_card()
    player.submit({"purpose": "school"})
    player.submit({"phone": None})
    return player


@cache
def _all_kinds() -> FlowPackage:
    """Return the feature flow of twelve kinds of fields, with a list in place of its notice."""
    package = package_of("twelve")
    raw = yaml.safe_load((FEATURES / "form_twelve.yaml").read_text(encoding="utf-8"))
    raw |= {"engine": 3}
    raw["steps"][1] = {"id": "check", "kind": "review", "title": "t", "answers": ["form"]}
    return FlowPackage(Flow.model_validate(raw), package.texts, {})


def with_value_in_words() -> FlowPackage:
    """Return the same with a value in the words of the first question."""
    package = _all_kinds()
    form = package.flow.step("form").model_copy(update={"values": {"day": Value(value="today", format="day")}})
    flow = package.flow.model_copy(update={"steps": (form, *package.flow.steps[1:])})
    texts = {language: {**known, "plate": "{day}：" + known["plate"]} for language, known in package.texts.items()}
    return FlowPackage(flow, texts, {})


def all_kinds(stage: PlayedStage) -> Player:
    """Stand at the list of all kinds of answers."""
    stage.package = _all_kinds()
    player = stage.player = Player(stage.package.flow)
    for typed in TYPED:
        player.submit(typed)
    return player


def review_answers(stage: PlayedStage) -> None:
    in_pension_proof(stage)


def review_answers_change(stage: PlayedStage) -> None:
    in_pension_proof(stage).post(Changed("wish", "purpose"))


def review_answers_all(stage: PlayedStage) -> None:
    all_kinds(stage)


def review_answers_last(stage: PlayedStage) -> Callable[[ShellModel], None]:
    all_kinds(stage)
    return lambda shell: shell.view.answers.turn(9)


def review_answers_contrast(stage: PlayedStage) -> Callable[[ShellModel], None]:
    in_pension_proof(stage)
    return ShellModel.switchContrast


@cache
def listed_in_a_part(part: str) -> FlowPackage:
    """Return the joint service with its list once more, at the beginning of that part."""
    package = real_package(JOINT)
    steps = package.flow.steps
    again = package.flow.step("buy_check").model_copy(update={"id": f"{part}_check", "part": part})
    at = package.flow.order[package.flow.steps_of(part)[0]]
    flow = package.flow.model_copy(update={"steps": (*steps[:at], again, *steps[at:])})
    return FlowPackage(flow, package.texts, package.files)


def review_answers_used(stage: PlayedStage) -> None:
    """The first part was done with them: they are told, and have no keys."""
    stage.package = listed_in_a_part("pension")
    player = stage.player = Player(stage.package.flow)
    print_part(to_the_parts(player))


REVIEW_SCENES = (
    review_answers,
    review_answers_change,
    review_answers_all,
    review_answers_last,
    review_answers_contrast,
    review_answers_used,
)
