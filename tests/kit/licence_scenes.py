"""A department's own file: its pages before they are printed, and one that cannot be used."""

from functools import cache

from kiosk.documents.composer import Document
from kiosk.documents.given import samples_in
from kiosk.engine.events import CallDone, CallFailed
from kiosk.engine.trouble import FileFault
from kiosk.protocol.personal import Personal
from kit.packages import BUSINESS_LICENCE, real_package
from kit.player import Player
from kit.stage import PlayedStage

COMPANY = {
    "name": "武汉示例甲商贸有限公司",
    "code": "91420199MADEM0001N",
    "kind": "有限责任公司（自然人投资或控股）",
    "representative": "陈示例",
    "capital": "100万元人民币",
    "founded": "2015-10-09",
    "address": "武汉市示范区样例大道98号",
    "authority": "武汉市示范区市场监督管理局",
    "asking": "legal",
    "copies": [
        {"id": "original", "name": "正本", "number": "420199572872904-O"},
        {"id": "duplicate", "name": "副本", "number": "420199572872904-D"},
    ],
}
_FILE = "scenarios/licence.pdf"


@cache
def _licence() -> tuple[Document, dict[str, object]]:
    files = real_package(BUSINESS_LICENCE).files
    known = samples_in(files)[0][_FILE]
    return Document(files[_FILE], known["pages"], known["sha256"]), known


def _at_licence(stage: PlayedStage) -> Player:
    stage.package = real_package(BUSINESS_LICENCE)
    player = stage.player = Player(stage.package.flow)
    player.submit(True)
    player.read_card()
    player.submit({"code": COMPANY["code"]})
    player.post(CallDone(player.session.ticket, Personal(COMPANY)))
    player.submit(True)
    return player


def call_file_broken(stage: PlayedStage) -> None:
    player = _at_licence(stage)
    player.submit(0)
    player.post(CallFailed(player.session.ticket, FileFault.BROKEN))


def review_file(stage: PlayedStage) -> None:
    player = _at_licence(stage)
    player.submit(1)
    stage.document, known = _licence()
    answer = {"number": "420199572872904", "issued": "2026-09-15", "file": known}
    player.post(
        CallDone(player.session.ticket, Personal(answer), Personal({stage.document.digest: stage.document.pdf}))
    )
    player.compose(stage.document.pages)


LICENCE_SCENES = (call_file_broken, review_file)
