"""The view models of the screens: what they offer, keep, and hand to the session."""

from dataclasses import replace
from datetime import timedelta

import pytest
from kit.player import Player
from kit.scenes import SCENES
from kit.stage import PlayedStage
from PySide6.QtCore import QSize

from kiosk.documents.qr import qr_rows
from kiosk.engine.events import DocumentPrinted, Event, PaymentClosed, Retried, SheetsOut, Submitted, WentBack, WentOn
from kiosk.protocol.rating import LEVELS, REASON_REQUIRED_BELOW, REASONS
from kiosk.settings import Screen
from kiosk.shell.images import CodeImages, code_source
from kiosk.shell.shell_model import ShellModel

_SETTINGS = Screen(width_px=1080, height_px=1920, language="zh", elder=False, full_screen=False)


@pytest.fixture
def shell_of(qapp):
    models = []  # a model that nobody holds takes its view with it

    def shell(scene: str, **settings: object) -> tuple[ShellModel, PlayedStage]:
        stage = PlayedStage()
        then = SCENES[scene](stage)
        model = ShellModel(stage, _SETTINGS.model_copy(update=settings), still=True)
        if then is not None:
            then(model)
        models.append(model)
        return model, stage

    return shell


def _submitted(event: Event) -> object:
    assert isinstance(event, Submitted)
    return event.value.reveal()


def test_home_says_why_a_service_is_not_offered(shell_of):
    model, _stage = shell_of("home_offline")
    ((service,),) = [theme["services"] for theme in model.view.themes]
    assert service["reason"]
    assert model.view.notice


def test_home_offers_a_service_by_its_theme(shell_of):
    model, stage = shell_of("home")
    (theme,) = model.view.themes
    (service,) = theme["services"]
    assert (theme["icon"], service["reason"], model.view.notice) == ("housing", "", "")
    model.view.begin(service["service"])
    assert stage.begun == [service["service"]]


def test_what_is_of_another_place_stands_behind_the_places_own(shell_of):
    model, _stage = shell_of("home_themes")
    model.view.openTheme("social_security")
    assert [service["place"] for service in model.view.services] == ["", "", "", "长沙市"]


def test_many_services_are_shown_by_theme_and_back_leads_to_the_themes(shell_of):
    model, _stage = shell_of("home_themes")
    assert (model.view.page, len(model.view.themes)) == ("Themes", 7)
    model.view.openTheme("tax")
    assert (model.view.page, [service["title"] for service in model.view.services]) == ("Theme", ["个人所得税纳税记录"])
    model.back()
    assert (model.screen, model.view.page) == ("home", "Themes")
    model.back()
    assert model.screen == "attract"


@pytest.mark.parametrize(
    ("letters", "first"),
    [("GJJ", "住房公积金缴存明细打印"), ("YYZZ", "营业执照打印"), ("QQ", None), ("LICENCE", "营业执照打印")],
)
def test_a_few_letters_find_a_service(shell_of, letters, first):
    model, _stage = shell_of("home_themes")
    model.view.search()
    assert model.view.services == []
    for letter in letters:
        model.view.press(letter)
    found = [service["title"] for service in model.view.services]
    assert found[:1] == ([first] if first else [])
    model.view.press("delete")
    assert model.view.typed == letters[:-1]
    model.view.clear()
    assert (model.view.typed, model.view.page) == ("", "Search")


def test_a_title_that_is_found_stands_before_a_keyword(shell_of):
    model, stage = shell_of("home_themes")
    card = stage.cards[-1]
    stage.cards[0] = replace(card, service="a/b", flow=card.flow.model_copy(update={"keywords": ("营业执照",)}))
    model.view.search()
    for letter in "YYZZ":
        model.view.press(letter)
    assert [service["service"] for service in model.view.services] == ["business/licence", "a/b"]


def test_a_closed_service_says_when_it_opens(shell_of):
    model, stage = shell_of("home_theme")
    closed = next(service for service in model.view.services if service["reason"])
    assert closed["reason"] == "11月25日 08:30 开始办理"
    at = next(number for number, card in enumerate(stage.cards) if card.opens is not None)
    stage.cards[at] = replace(stage.cards[at], opens=stage.now().replace(hour=14, minute=0))
    stage.changed()
    assert next(service for service in model.view.services if service["reason"])["reason"] == "今天 14:00 开始办理"


def test_a_tile_says_what_a_service_costs_and_whose_it_is(shell_of):
    model, _stage = shell_of("home_theme")
    places = {service["place"] for service in model.view.services}
    model.back()
    model.view.openTheme("real_estate")
    assert (places, [service["fee"] for service in model.view.services]) == ({"", "长沙市"}, ["", "收费 10.00 元起"])


def test_a_preset_answers_at_once(shell_of):
    model, stage = shell_of("form")
    model.view.input.choose("last_year")
    assert [_submitted(event) for event in stage.posted] == [{"preset": "last_year"}]
    assert model.screen == "call"


def test_months_stay_within_what_the_flow_allows(shell_of):
    model, _stage = shell_of("form_custom")
    model.view.input.moveLast(1)
    assert model.view.input.lastMonth == "2026 年 11 月"
    model.view.input.moveFirst(-12 * 100)
    assert model.view.input.firstMonth == "2021 年 12 月"
    model.view.input.moveFirst(-1)
    assert model.view.input.firstMonth == "2021 年 12 月"


def test_the_first_month_never_passes_the_last(shell_of):
    model, _stage = shell_of("form_custom")
    model.view.input.moveLast(-24)
    assert model.view.input.firstMonth == model.view.input.lastMonth == "2024 年 11 月"
    model.view.input.moveFirst(3)
    assert model.view.input.firstMonth == model.view.input.lastMonth == "2025 年 2 月"


def test_months_chosen_by_hand_are_submitted_as_such(shell_of):
    model, stage = shell_of("form_custom")
    model.view.input.moveFirst(2)
    model.view.input.submitCustom()
    assert _submitted(stage.posted[-1]) == {"preset": "custom", "first": "2026-02", "last": "2026-11"}


def test_months_chosen_before_are_there_again_on_the_way_back(shell_of):
    model, _stage = shell_of("form_custom")
    model.view.input.moveFirst(2)
    model.view.input.submitCustom()
    assert model.screen == "call"
    model.back()
    assert model.screen == "form"
    assert (model.view.input.custom, model.view.input.firstMonth) == (True, "2026 年 2 月")


def test_the_review_turns_no_further_than_its_pages(shell_of):
    model, stage = shell_of("review_pages")
    pages = model.view.pages
    assert (model.view.page, pages) == (2, stage.document.pages)
    model.view.turn(-5)
    assert model.view.page == 1
    for _ in range(pages + 2):
        model.view.turn(1)
    assert model.view.page == pages
    assert model.view.source.toString().endswith(f"/{pages - 1}")


def test_reading_the_pages_prints_nothing(shell_of):
    model, stage = shell_of("review")
    model.view.zoom()
    model.view.turn(1)
    assert stage.posted == []
    model.view.print()
    assert _submitted(stage.posted[-1]) is True
    assert model.screen == "issue"


def test_before_a_payment_the_review_says_where_its_key_leads(shell_of):
    model, stage = shell_of("pay")
    stage.player = Player(stage.package.flow).go_to("slip")
    stage.player.compose()
    stage.changed()
    assert model.view.printText == "内容无误，去付款"
    model.view.print()
    assert model.screen == "pay"


def test_what_is_paid_for_stands_in_large_and_the_time_runs(shell_of):
    model, stage = shell_of("pay")
    view = model.view
    assert (view.amount, view.purpose) == ("¥ 10.00", "收费项目：不动产权证书工本费")
    assert view.timeLeft == "还剩 5 分 00 秒"
    start = stage.now()
    for seconds, told in ((0.5, "5 分 00"), (61, "3 分 59"), (299, "0 分 01"), (900, "0 分 00"), (-60, "5 分 00")):
        stage.now = lambda at=start + timedelta(seconds=seconds): at
        stage.changed()
        assert told in view.timeLeft


def test_a_code_is_there_only_while_it_can_be_paid(shell_of):
    model, stage = shell_of("pay_ordering")
    assert (model.view.code, model.view.timeLeft, model.view.offered) == ("", "", False)
    stage.player.offer_payment()
    stage.changed()
    assert model.view.code == code_source(stage.session.payment.code)
    model.view.cancel()
    assert isinstance(stage.posted[-1], WentBack)
    assert (model.view.code, model.view.timeLeft, model.view.offered) == ("", "", False)
    stage.player.post(PaymentClosed(stage.session.ticket))
    stage.changed()
    assert model.screen == "trouble"


def test_the_picture_of_a_code_is_the_code_with_its_quiet_zone(qapp):
    text = "https://pay.example.invalid/scan/7Qm2xWd9fTb4"
    size = QSize()
    image = CodeImages().requestImage(code_source(text).partition("codes/")[2], size, QSize(500, 500))
    rows = qr_rows(text)
    scale = 500 // (len(rows) + 8)
    margin = (500 - len(rows) * scale) // 2
    assert margin >= 4 * scale
    half = scale // 2
    seen = [
        "".join(
            "1" if image.pixelColor(margin + x * scale + half, margin + y * scale + half).value() < 128 else "0"
            for x in range(len(rows))
        )
        for y in range(len(rows))
    ]
    assert seen == rows
    assert image.pixelColor(margin - 1, margin + half).value() == 255
    assert (size.width(), size.height()) == (500, 500)


def test_whoever_wants_to_leave_after_paying_is_told_what_becomes_of_the_money(shell_of):
    model, stage = shell_of("pay")
    model.leave()
    before = model.overlay.body
    model.overlay.stay()
    stage.player.pay()
    stage.changed()
    model.leave()
    assert model.overlay.body != before
    assert stage.session.payment.order_number in model.overlay.body


@pytest.mark.parametrize("level", sorted(LEVELS))
def test_a_low_rating_wants_a_reason(shell_of, level):
    model, stage = shell_of("rate")
    assert not model.view.complete
    model.view.submitRating()
    model.view.choose(int(level))
    assert model.view.complete is (level >= REASON_REQUIRED_BELOW)
    if level < REASON_REQUIRED_BELOW:
        model.view.submitRating()
        assert stage.posted == []
    reason = model.view.reasons[0]["code"]
    model.view.toggleReason(reason)
    assert model.view.complete
    model.view.submitRating()
    assert _submitted(stage.posted[-1]) == {"satisfaction": level, "reasons": [reason]}
    assert model.screen == "end"


def test_a_reason_that_was_chosen_can_be_taken_back(shell_of):
    model, _stage = shell_of("rate_bad")
    assert model.view.complete
    model.view.toggleReason(115)
    assert not model.view.complete
    assert not any(reason["chosen"] for reason in model.view.reasons)


def test_another_level_forgets_the_reasons_of_the_first(shell_of):
    model, _stage = shell_of("rate_bad")
    model.view.choose(2)
    assert not model.view.complete
    assert not any(reason["chosen"] for reason in model.view.reasons)
    assert {reason["code"] for reason in model.view.reasons} <= set(REASONS[2])


def test_a_rating_may_be_declined(shell_of):
    model, stage = shell_of("rate_bad")
    model.view.skip()
    assert _submitted(stage.posted[-1]) is None
    assert model.screen == "end"


def test_the_levels_are_named_from_best_to_worst(shell_of):
    model, _stage = shell_of("rate")
    assert [level["level"] for level in model.view.levels] == [5, 4, 3, 2, 1]
    assert len({level["label"] for level in model.view.levels}) == 5


def test_the_end_names_what_there_is_to_take(shell_of):
    model, stage = shell_of("end")
    assert [item["icon"] for item in model.view.items] == ["card", "document", "receipt"]
    model.view.taken()
    assert model.screen == "attract"
    assert stage.session is None


@pytest.mark.parametrize(
    ("scene", "retry", "go_on", "back"),
    [
        ("identify_no_card", True, False, True),
        ("call_refused", False, False, True),
        ("issue_doubtful", False, False, False),
        ("issue_no_receipt", True, True, False),
    ],
)
def test_trouble_offers_only_what_can_be_done(shell_of, scene, retry, go_on, back):
    model, _stage = shell_of(scene)
    assert (model.view.retryOffered, model.view.goOnOffered, model.view.backOffered) == (retry, go_on, back)
    assert model.view.heading
    assert model.view.remedy


def test_trouble_is_tried_again_or_left_behind(shell_of):
    model, stage = shell_of("issue_no_receipt")
    model.view.retry()
    assert stage.posted == [Retried()]
    model, stage = shell_of("issue_no_receipt")
    model.view.goOn()
    assert stage.posted == [WentOn()]
    assert model.screen == "rate"


def test_an_uncertain_print_names_the_number_it_is_on_record_under(shell_of):
    model, stage = shell_of("issue_doubtful")
    assert stage.session.issue.serial in model.view.reassurance


def test_the_small_code_is_for_devices_only(shell_of):
    model, _stage = shell_of("identify_no_card")
    assert model.view.technicianCode
    model, _stage = shell_of("call_offline")
    assert model.view.technicianCode == ""


def test_what_holds_the_printer_up_is_said_until_it_goes_on(shell_of):
    model, stage = shell_of("issue_held_up")
    assert model.view.heldUp
    assert model.view.troubleTitle
    stage.player.print_document()
    stage.changed()
    assert (model.view.heldUp, model.view.documentDone, model.view.receiptRunning) == (False, True, True)


def test_how_many_copies_come_is_said_before_while_and_after_they_are_printed(shell_of):
    model, stage = shell_of("review_copies")
    assert model.view.printText == "内容无误，打印 3 份"
    model.view.print()
    stage.changed()
    assert model.view.documentText == "文件 3 份，每份 2 页"
    said = []
    for sheets in range(1, 7):
        stage.player.post(SheetsOut(stage.session.ticket, sheets))
        stage.changed()
        said.append(model.view.documentText)
    assert said == [f"正在打印第 {copy} 份，共 3 份" for copy in (1, 2, 2, 3, 3, 3)]
    stage.player.post(DocumentPrinted(stage.session.ticket, 6))
    stage.changed()
    assert (model.view.documentDone, model.view.documentText) == (True, "文件 3 份，每份 2 页")
    model, _stage = shell_of("end_copies")
    assert "文件 3 份，一共 6 张" in [item["label"] for item in model.view.items]


def test_of_one_copy_only_its_pages_are_said(shell_of):
    model, stage = shell_of("issue")
    stage.player.post(SheetsOut(stage.session.ticket, 1))
    stage.changed()
    assert model.view.documentText == "文件，共 2 页"
