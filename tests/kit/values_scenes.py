"""Words with values in them: masked, counted, and written as each language writes them."""

from pathlib import Path

import yaml

from kiosk.engine.events import CallDone
from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kit.fields import FEATURES
from kit.player import Player, flow_from
from kit.stage import PlayedStage

_FLOW = flow_from(FEATURES / "values.yaml")
_TEXTS = yaml.safe_load(Path(__file__).with_name("values_texts.yaml").read_text(encoding="utf-8"))
VALUES_PACKAGE = FlowPackage(
    _FLOW, {language: {key: both[language] for key, both in _TEXTS.items()} for language in LANGUAGES}, {}
)


def values_told(stage: PlayedStage, homes: int = 2) -> None:
    stage.package, stage.player = VALUES_PACKAGE, Player(_FLOW)
    stage.player.read_card()
    found = {"rows": [{"home": "示范路 1 号"}] * homes, "since": "2015-07-01", "rent": "1234.50"}
    stage.player.post(CallDone(stage.player.session.ticket, Personal(found)))


VALUES_SCENES = (values_told,)
