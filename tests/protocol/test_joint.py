"""joint: several services become one flow; whatever does not fit is told with the place that its author has to mend."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.joint import joint_files

from kiosk.authoring.checking import problems_in
from kiosk.protocol.members import beside
from kiosk.protocol.package import check, pack, unpack, unpack_files
from kiosk.protocol.part_names import PartNames


@pytest.fixture(scope="module")
def flow():
    return unpack(pack(joint_files())).flow


def test_a_sound_joint_service_has_nothing_to_mend():
    assert problems_in(joint_files()) == []


def test_what_all_members_do_is_done_once_and_the_rest_part_by_part(flow):
    assert [(step.id, step.part) for step in flow.steps] == [
        ("both_notice", None),
        ("both_card", None),
        ("both_form", None),
        ("fund_asked", "fund"),
        ("fund_told", "fund"),
        ("fund_pages", "fund"),
        ("fund_paper", "fund"),
        ("old_asked", "old"),
        ("old_pages", "old"),
        ("old_paper", "old"),
        ("result", None),
        ("done", None),
    ]
    assert [part.id for part in flow.parts] == ["fund", "old"]


def test_the_card_is_read_as_strictly_as_the_strictest_part_wants_it_and_as_long_as_the_most_patient_waits(flow):
    card = flow.step("both_card")
    assert (card.accept, card.timeout_s) == (("resident",), 40)


def test_a_resident_is_known_in_the_ways_that_every_part_knows_and_no_device_is_needed_for_others():
    ways = ("accept: [resident]", "accept: [resident], by: [social_card, id_card, phone_code]")
    devices = ("devices: [", "devices: [social_card, ")
    flow = unpack(pack(joint_files({"pension": ways, "fund": devices}))).flow
    assert flow.step("both_card").ways == ("id_card",)
    assert "social_card" not in flow.devices


def test_one_notice_says_what_every_part_says_but_what_it_says_itself(flow):
    assert flow.step("both_notice").points == ("about", "fund.about", "old.about")


def test_a_question_of_one_meaning_is_asked_once_and_answered_where_one_part_needs_it(flow):
    fields = flow.step("both_form").fields
    assert [(field.id, field.optional) for field in fields] == [("mobile_phone", False)]
    assert flow.step("old_asked").input == {"phone": "both_form.mobile_phone"}
    assert flow.step("fund_asked").input["phone"] == "has(both_form.mobile_phone) ? both_form.mobile_phone : ''"


def test_what_is_given_is_not_asked(flow):
    assert flow.step("fund_asked").input["purpose"] == "('home')"


def test_an_end_inside_a_member_passes_over_the_rest_of_its_part_only(flow):
    assert flow.step("fund_told").when == "!fund_asked.open"
    assert flow.step("fund_pages").when == "!(!fund_asked.open)"
    assert flow.step("old_asked").when is None


def test_parts_have_no_receipts_of_their_own(flow):
    assert [flow.step(name).receipt for name in ("fund_paper", "old_paper")] == [None, None]


def test_what_the_parts_need_the_whole_needs(flow):
    assert flow.operations == ("fund.balance", "pension.months")
    assert [role.value for role in flow.devices] == ["id_card", "document_printer", "receipt_printer"]


def test_the_papers_and_the_words_of_a_member_are_its_own():
    held = unpack(pack(joint_files()))
    assert held.flow.step("fund_pages").template == "fund.balance/page.typ"
    assert held.text("zh", "fund.about") == "说明"
    assert held.flow.parts[0].department == "fund.title"
    assert unpack_files(pack(joint_files())) == joint_files()


def test_scenarios_and_folders_of_a_member_stay_at_home():
    names = joint_files().keys()
    assert {name.split("/")[0] for name in names if "/" in name} == {"fund.balance", "pension.months"}


def test_the_fees_of_a_part_have_its_prefix():
    fee = "operations: [fund.balance]\nfees: [{id: sheet, name: title, amount: '1.00'}]"
    files = joint_files({"fund": ("operations: [fund.balance]", fee)})
    flow = unpack(pack(files)).flow
    assert [(one.id, one.name) for one in flow.fees] == [("fund_sheet", "fund.title")]


def test_a_changed_member_makes_another_package():
    changed = joint_files({"pension": ("accept: [resident]", "accept: [resident, hmt]")})
    assert pack(changed) != pack(joint_files())


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("flow.yaml", None),
        ("scenarios/one.yaml", None),
        ("fragments/card.yaml", "fragments/card.yaml"),
        ("fund.balance/flow.yaml", "fund/balance/flow.yaml"),
    ],
)
def test_a_file_of_a_package_is_found_where_its_author_has_it(name, place):
    assert beside(name) == place


NAMES = PartNames(
    "a", "d.s", {"card": "j_card", "asked": "a_asked"}, {("wish", "phone"): "j_form.phone", ("when",): "j_form.a_when"}
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("card.name != 'card.name'", "j_card.name != 'card.name'"),
        (
            "has(wish.phone) && asked.rows.map(row, row.card).size() > 0",
            "has(j_form.phone) && a_asked.rows.map(row, row.card).size() > 0",
        ),
        ("when.first + today", "j_form.a_when.first + today"),
        ("fees.sheet", "fees.a_sheet"),
        ("detours.card == 'asked'", "detours.j_card == 'asked'"),
        ("x.card", "x.card"),
    ],
)
def test_expressions_of_a_member_are_written_with_the_names_of_the_joint_service(before, after):
    assert NAMES.expression(before) == after


@given(st.text("'\"abc. ()!&|", max_size=30))
def test_what_names_nothing_of_a_member_stays_as_it_is(text):
    assert NAMES.expression(text.replace("has", "")) == text.replace("has", "")


MISTAKES = {
    "no such service": (
        {"joint": ("flow: fund/balance", "flow: fund/balanse")},
        "flow.yaml:19:16: there is no service 'fund/balanse'",
    ),
    "a prefix used twice": (
        {"joint": ("prefix: old", "prefix: fund")},
        "flow.yaml:20:40: prefix 'fund' is used twice",
    ),
    "one part alone": (
        {"joint": ("      - {flow: pension/months, prefix: old}\n", "")},
        "flow.yaml:19:7: parts: ",
    ),
    "an engine that knows no joint": (
        {"joint": ("engine: 3", "engine: 2")},
        "flow.yaml:14:11: engine 2 knows no joint",
    ),
    "a member that needs a newer engine": (
        {"fund": ("engine: 3", "engine: 4")},
        "flow.yaml:19:16: fund/balance needs engine 4, this flow has 3",
    ),
    "an answer to a question that is not asked": (
        {"joint": ("wish.purpose", "wish.purpos")},
        "flow.yaml:19:52: fund/balance asks no 'wish.purpos' before it begins (did you mean 'wish.purpose'?)",
    ),
    "an answer that the question does not offer": (
        {"joint": ("'home'", "'hom'")},
        "flow.yaml:19:66: 'hom' is no option of 'wish.purpose' (did you mean 'home'?)",
    ),
    "a point that no part says": (
        {"joint": ("said: [fund.free]", "said: [fund.fre]")},
        "flow.yaml:15:73: no part says 'fund.fre' (",
    ),
    "no form for what is asked": (
        {"joint": ("    form: {title: title}\n", "")},
        "flow.yaml:13:5: the parts ask 1 questions, and there is no form",
    ),
    "one meaning, two kinds of answers": (
        {"pension": ("kind: phone, label", "kind: text, label")},
        "pension.months/flow.yaml:19:9: 'contact.call_me' means 'mobile_phone' as in fund.balance/flow.yaml:20:9, and",
    ),
    "no card that all accept": (
        {"pension": ("accept: [resident]", "accept: [foreign]")},
        "pension.months/flow.yaml:14:54: accepts no card that the parts before it accept",
    ),
    "no way that all know": (
        {"pension": ("accept: [resident]", "by: [phone_code]")},
        "pension.months/flow.yaml:14:50: knows nobody in a way that the parts before it know",
    ),
    "another remedy for a fault of the card": (
        {"pension": ("accept: [resident]", "on_fault: {id_card: {go_to: paper}}")},
        "pension.months/flow.yaml:14:66: does something else about id_card than the other parts can",
    ),
    "a card in the middle": (
        {"pension": ("  - {id: pages,", "  - {id: again, kind: identify, title: title}\n  - {id: pages,")},
        "pension.months/flow.yaml:26:5: reads the card in the middle of the service",
    ),
    "a fault that leads to what falls away": (
        {"pension": ("result: {months: int}", "result: {months: int}\n    on_fault: {platform: {go_to: done}}")},
        "pension.months/flow.yaml:26:26: leads to 'done', which a joint service has in another place",
    ),
    "a form spoken of as a whole": (
        {"pension": ("{phone: contact.call_me}", "{all: contact, phone: contact.call_me}")},
        "pension.months/flow.yaml:24:18: speaks of the form 'contact' as a whole",
    ),
    "no summary": (
        {"joint": ("  - {id: result, kind: summary, title: title, receipt: receipt.yaml, fault_text: about}\n", "")},
        "flow.yaml:21:10: step 'done' ends a joint service whose parts nobody sums up",
    ),
    "an answer of a part read outside it": (
        {"joint": ("fault_text: about", "fault_text: about, receipt_data: {sum: fund_asked.balance}")},
        "flow.yaml:21:109: `fund_asked` is an answer of part 'fund', which may be given up",
    ),
    "two joints": (
        {"joint": ("  - {id: done,", "  - {id: more, kind: joint}\n  - {id: done,")},
        "flow.yaml:13:5: a flow has one joint step",
    ),
    "a joint of joints": (
        {"pension": ("  - id: asked\n", "  - {id: more, kind: joint, parts: []}\n  - id: asked\n")},
        "flow.yaml:20:16: 'pension/months' is a joint service itself",
    ),
    "a member under another name": (
        {"pension": ("service: pension/months", "service: pension/other")},
        "flow.yaml:20:16: 'pension/months' is another service",
    ),
    "a mistake inside a member": (
        {"pension": ("months: asked.months", "months: asked.month")},
        "pension.months/flow.yaml:26:103: at 'old_asked.month': `old_asked.month` is no field",
    ),
    "two questions that read alike": (
        {"pension": (", meaning: mobile_phone", "")},
        "pension.months/flow.yaml:19:9: 'contact.call_me' reads as 'wish.phone' in fund.balance/flow.yaml:20:9",
    ),
    "a value of one name and two contents": (
        {
            "fund": ("points: [about, free]", "points: [about, free], values: {n: {value: today}}"),
            "pension": ("points: [about]", "points: [about], values: {n: {value: flow.service}}"),
        },
        "pension.months/flow.yaml:13:70: is another value than 'n' in the parts before it",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_of_joining_has_the_place_that_is_to_be_mended(name):
    changed, expected = MISTAKES[name]
    told = [str(problem) for problem in problems_in(joint_files(changed))]
    assert any(one.startswith(expected) for one in told), told


def test_a_receipt_in_a_part_and_a_part_out_of_order_are_told():
    files = joint_files({"joint": ("{id: result, kind: summary", "{id: result, part: fund, kind: summary")})
    told = [problem.message for problem in check(files)]
    assert "step 'result' comes after part 'fund' was over" in told
    assert "step 'result' sums up the parts and cannot be in one" in told
