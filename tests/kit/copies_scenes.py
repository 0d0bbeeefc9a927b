"""Several copies of one document: before they are printed, while they are, and when they are to be taken."""

from kiosk.engine.events import CallDone, DocumentPrinted, SheetsOut
from kiosk.protocol.personal import Personal
from kit.packages import real_package
from kit.player import Player
from kit.stage import PlayedStage, demo_document

REGISTRATION = "real-estate/registration-result"
HOME = {
    "unit": "420199001002GB00001F00020301",
    "location": "武汉市示范区样例路18号2栋1单元301室",
    "state": "已登簿",
    "use": "住宅",
    "area": "89.12 平方米",
    "sharing": "单独所有",
    "mortgage": "无",
    "attachment": "无",
    "certificate": "鄂（2019）武汉市示范不动产权第0012345号",
    "registered": "2019-05-20",
}


def copies_asked(stage: PlayedStage) -> None:
    stage.package = real_package(REGISTRATION)
    stage.player = player = Player(stage.package.flow).go_to("found")
    player.post(CallDone(player.session.ticket, Personal({"rows": [HOME]})))
    player.submit(True)
    player.submit({"paper": "print"})


def review_copies(stage: PlayedStage) -> None:
    copies_asked(stage)
    stage.document = demo_document(36)
    stage.player.submit({"copies": "3"})
    stage.player.compose(stage.document.pages)


def issue_copies(stage: PlayedStage) -> None:
    review_copies(stage)
    stage.player.submit(True)


def issue_second_copy(stage: PlayedStage) -> None:
    issue_copies(stage)
    stage.player.post(SheetsOut(stage.player.session.ticket, stage.document.pages))


def end_copies(stage: PlayedStage) -> None:
    issue_second_copy(stage)
    player = stage.player
    player.post(DocumentPrinted(player.session.ticket, 3 * stage.document.pages))
    player.print_receipt()
    player.submit({"satisfaction": 5, "reasons": []})


COPIES_SCENES = (copies_asked, review_copies, issue_copies, issue_second_copy, end_copies)
