"""A resident is not content: what an officer sees of it and does about it, in a real browser and in Chinese."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from kiosk.protocol.records import Envelope, RatingRecord
from tests.browser.people import make_staff
from tests.browser.test_story import PASSWORD, approved

pytestmark = pytest.mark.journey
CASE, ENVELOPE = "01900000-0000-7000-8000-00000000ba01", "01900000-0000-7000-8000-00000000ba02"
BAD = RatingRecord(
    transaction_id=CASE,
    service="housing/provident-fund-statement",
    item_code="11420100MB1A2B3C4D4422099001001",
    satisfaction=1,
    reasons=(115,),
)


def fits(page: Page) -> None:
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_an_officer_answers_a_bad_rating(sit_down, join):
    administrator = sit_down()
    terminal = approved(administrator, join, "三号大厅")
    make_staff(administrator, "pingjia", PASSWORD, "评价专员")
    at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    reply = terminal.client.intake([Envelope(id=ENVELOPE, occurred_at=at, record=BAD)])
    assert [result.status for result in reply.results] == ["accepted"]

    page = sit_down("pingjia", PASSWORD)
    expect(page.locator(".today")).to_contain_text("今日差评")
    page.locator(".tasks").get_by_role("link", name="待处理差评").click()
    line = page.locator("#result_list tr", has_text="三号大厅")
    expect(line).to_contain_text("非常不满意")
    expect(line).to_contain_text("还剩")
    fits(page)
    line.locator(".field-what a").click()
    expect(page.locator(".reasons")).to_have_text("服务态度差效率低")
    page.get_by_role("button", name="由我负责").click()
    expect(page.locator(".todo")).to_contain_text("负责人核实并答复")
    page.get_by_label("核实情况和整改措施").fill("请联系 13800138000")
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator(".errorlist")).to_contain_text("请不要填写手机号")
    page.get_by_label("核实情况和整改措施").fill("已核实，现场人员已重新培训")
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator(".todo")).to_contain_text("回访居民")
    fits(page)
    page.get_by_label("电话").check()
    page.get_by_label("满意", exact=True).check()
    page.get_by_role("button", name="登记回访").click()
    page.get_by_label("满意", exact=True).check()
    expect(page.get_by_label("一窗受理一次办结")).to_be_hidden()
    page.get_by_label("一张清单告知全部申报材料").check()
    page.get_by_role("button", name="登记再次评价并办结").click()
    expect(page.locator("article.redress header")).to_contain_text("按期办结")
    told = page.locator("ol.timeline li strong").all_inner_texts()
    assert told == ["立案", "指派", "答复", "回访", "再次评价", "办结"]
    page.goto("/admin/")
    expect(page.locator(".tasks")).not_to_contain_text("差评")
    page.goto("/admin/ratings/rating/figures/")
    expect(page.locator(".whole")).to_contain_text("100.0%")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出国家标准数据（JSON）").click()
    assert CASE in download.value.path().read_text("utf-8")
