"""What residents read: every key that the shell asks for has words, in both languages alike."""

import ast
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from drivers.catalogue import CATALOGUE
from drivers.faults import Role
from kiosk.engine.session import Doing
from kiosk.engine.trouble import DraftFault, FileFault, PlatformFault, Trouble
from kiosk.ledger.room import Lack
from kiosk.protocol.faces import FaceHint, FaceTask
from kiosk.protocol.faults import FACE_CODES, FACE_COUNTS, IDENTITY_CODES, FaceReason, codes_of
from kiosk.protocol.filling import holes, parsed
from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.rating import LEVELS, REASONS
from kiosk.protocol.steps import Way
from kiosk.shell.navigation import Screen
from kiosk.shell.words import Words, shell_texts
from kiosk.sync.heart import JoinTrouble

ROOT = Path(__file__).parents[2]
TEXTS = shell_texts()
PREPARED_THEMES = {"housing", "social_security", "real_estate", "business", "civil_affairs", "tax", "archives"}
OFFERED_THEMES = {
    yaml.safe_load(flow.read_text(encoding="utf-8"))["theme"] for flow in ROOT.glob("flows/*/*/flow.yaml")
}
TERMINAL_CODES = {
    "BROKEN_OFF",
    "COMPOSE_FAILED",
    "RECEIPT_FAILED",
    "SHOW_FAILED",
    "SEND_FAILED",
    "INTERNAL",
    "OUT_OF_SERVICE",
    "REVOKED",
    "PENDING",
    "NOT_ENROLLED",
    "NO_SERVICES",
    *(lack.value for lack in Lack),
}
FAULTS = {
    *((role.value, fault.value) for role, fault in CATALOGUE),
    ("id_card", "CARD_EXPIRED"),
    ("social_card", "CARD_EXPIRED"),
    *IDENTITY_CODES,
    *(("platform", fault.value) for fault in PlatformFault),
    *(("file", fault.value) for fault in FileFault),
    *(("terminal", code) for code in TERMINAL_CODES),
    ("service", "CLOSED"),
    ("part", "LEFT"),
    *(("face", code) for code in FACE_CODES | set(FaceReason)),
    *(("pay", code) for code in ("EXPIRED", "CANCELLED", "UNKNOWN")),
    *(("draft", code) for code in (*DraftFault, "CHECK", "ELSEWHERE")),
    *(("any", code) for code in ("OFFLINE", "TIMEOUT", "OTHER")),
}
FAMILIES = {
    "theme.{}": PREPARED_THEMES
    | {yaml.safe_load(flow.read_text())["theme"] for flow in ROOT.glob("flows/*/*/flow.yaml")},
    "identify.kind.{}": {"resident", "hmt", "foreign"},
    "verify_face.mend.{}": set(FaceHint) | set(FaceReason) - FACE_COUNTS,
    "verify_face.consent.what_{}": {"card", "department", "authority"},
    "verify_face.privacy_{}": {"card", "department", "authority"},
    "verify_face.task.{}": set(FaceTask),
    "verify_face.aloud.mend.{}": set(FaceHint) | set(FaceReason) - FACE_COUNTS,
    "verify_face.aloud.task.{}": set(FaceTask),
    "verify_face.consent.{}": {"agree", "agree_still"},
    "verify_face.consent.{}_note": {"agree", "agree_still"},
    "verify_face.consent.another_way{}": {"", "_counter"},
    "verify_face.consent.another_way{}_note": {"", "_counter"},
    "capture.lies.{}": {"IMAGE_BLURRED", "IMAGE_GLARE"},
    "identify.way.{}": set(Way),
    "identify.way_hint.{}": set(Way),
    "working.{}": {doing.value for doing in Doing},
    "help.{}": {screen.value for screen in Screen}
    | {"verify_face_consent", "verify_face_consent_authority"}
    | {"form_keys", "form_tiles", "form_address", "review_answers"}
    | {f"identify_{page}" for page in ("ways", "social_card", "e_credential", "number", "code")},
    "joining.trouble.{}": set(JoinTrouble),
    "rate.level.{}": {str(level) for level in LEVELS},
    "rate.reason.{}": {str(code) for reasons in REASONS.values() for code in reasons},
    "overlay.{}.title": {"help", "leave", "idle"},
    "overlay.{}.body": {"leave", "idle"},  # help's body is the screen's own: help.<screen>
    "overlay.{}.stay": {"help", "leave", "idle"},
    "overlay.{}.leave": {"leave", "idle"},
    "field.text.{}": {"digits", "latin", "letters_and_digits"},
    "{}.title": set(),  # of a fault: see FAULTS
    "{}.remedy": set(),
}
"""What stands in place of the hole in each key that the shell makes up."""


def _calls() -> Iterator[tuple[ast.expr, set[str]]]:
    """Yield the key and the names of the values of each `….say(key, name=…)` in the shell."""
    for path in sorted((ROOT / "kiosk/shell").rglob("*.py")):
        if path.name == "view.py":  # only hands the key on
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say":
                yield node.args[0], {str(keyword.arg) for keyword in node.keywords}


def _problems_of(step: str) -> set[str]:
    """Return the keys that the engine's step hands to the screen as what was wrong with an answer."""
    tree = ast.parse((ROOT / f"kiosk/engine/steps/{step}.py").read_text(encoding="utf-8"))
    texts = {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {text for text in texts if re.fullmatch(rf"{step}\.[a-z_]+", text)}


def _problems_of_fields() -> Iterator[tuple[str, set[str]]]:
    """Yield the key and the names of the values of each `wrong(key, name=…)` of the engine's fields."""
    for path in sorted((ROOT / "kiosk/engine/fields").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "wrong":
                for key in _keys(node.args[0]):
                    yield key, {str(keyword.arg) for keyword in node.keywords}


def _keys(expression: ast.expr) -> set[str]:
    match expression:
        case ast.Constant(value=str(key)):
            return {key}
        case ast.IfExp(body=body, orelse=orelse):
            return _keys(body) | _keys(orelse)
        case ast.JoinedStr(values=parts):
            family = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
            return {family.format(member) for member in FAMILIES[family]}
        case ast.Name(id="label"):  # of the parts of a range: see `parts`
            return {"form.first", "form.last"}
        case ast.Attribute(attr="problem"):
            return set()  # see `_used`
    raise AssertionError(f"a key that this test cannot follow: {ast.unparse(expression)}")


def _used() -> dict[str, set[str]]:
    """Return each key of the shell with the names of the values it is given."""
    used = {key: names for expression, names in _calls() for key in _keys(expression)}
    used |= dict(_problems_of_fields())
    used |= {
        problem: set() for step in ("identify", "rate", "sign", "send", "summary") for problem in _problems_of(step)
    }
    return used | {"identify.wrong_code": {"left"}}


USED = _used()


def _placeholders(text: str) -> set[str]:
    return {hole.name for hole in holes(parsed(text))}


def test_the_sources_were_understood() -> None:
    assert len(USED) > 100
    assert {"home.heading", "review.larger", "form.too_late", "rate.reason_needed", "help.identify"} <= USED.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shell_has_exactly_the_words_that_it_uses(language: str) -> None:
    own = {key for key in TEXTS[language] if not key.startswith("faults.")}
    assert own == USED.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_a_title_and_a_remedy_and_nothing_else_has(language: str) -> None:
    expected = {f"faults.{source}.{code}.{part}" for source, code in FAULTS for part in ("title", "remedy")}
    assert {key for key in TEXTS[language] if key.startswith("faults.")} == expected


def test_every_trouble_that_the_terminal_has_of_its_own_is_among_the_faults() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "kiosk").rglob("*.py"))
    raised = set(re.findall(r'Trouble\("terminal", "(\w+)"|Membership\.\w+: "(\w+)",', sources))
    lacks = {lack.value for lack in Lack}  # raised by value
    assert {code for pair in raised for code in pair if code} | lacks | codes_of("terminal") == TERMINAL_CODES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_empty_or_padded(language: str) -> None:
    assert [key for key, text in TEXTS[language].items() if not text or text != text.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_ask_only_for_values_that_they_are_given(language: str) -> None:
    surplus = {key: _placeholders(text) - USED.get(key, set()) for key, text in TEXTS[language].items()}
    assert {key: names for key, names in surplus.items() if names} == {}


def test_the_languages_leave_out_nothing_that_the_other_tells() -> None:
    same = {"padded": "month", "padded_day": "day"}  # 3 月, but 03/2026
    told = [
        {key: {same.get(name, name) for name in _placeholders(text)} for key, text in TEXTS[language].items()}
        for language in LANGUAGES
    ]
    assert all(language == told[0] for language in told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", [*(role.value for role in Role), "platform", "terminal", "any"])
def test_no_two_faults_of_one_source_read_alike(language: str, source: str) -> None:
    titles = [TEXTS[language][f"faults.{of}.{code}.title"] for of, code in FAULTS if of == source]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(("language", "title_chars", "remedy_chars"), [("zh", 14, 90), ("en", 42, 250)])
def test_words_for_faults_are_short_enough_for_their_place(language: str, title_chars: int, remedy_chars: int) -> None:
    most = {"title": title_chars, "remedy": remedy_chars}
    long = {
        key: len(text)
        for key, text in TEXTS[language].items()
        if key.startswith("faults.") and len(text) > most[key.rpartition(".")[2]]
    }
    assert long == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_technicians_words_reach_a_resident(language: str) -> None:
    known = re.compile(r"[A-Z]{2,}_|\b(SAM|IPP|USB|TCP|timeout|error|frame)\b|超时|报错|异常|校验|错误|违规")
    assert [key for key, text in TEXTS[language].items() if known.search(text)] == []


def test_levels_and_reasons_are_the_national_ones() -> None:
    chinese = TEXTS["zh"]
    assert {level: chinese[f"rate.level.{level}"] for level in LEVELS} == LEVELS
    for reasons in REASONS.values():
        assert {code: chinese[f"rate.reason.{code}"] for code in reasons} == reasons


def test_a_doubtful_print_is_not_glossed_over() -> None:
    title, remedy = Words("zh").trouble(Trouble("document_printer", "JOB_DOUBTFUL"), {})
    assert "不能确定" in title
    assert all(words in remedy for words in ("不知道", "出纸口", "上报", "不会重复打印"))


def test_the_language_can_be_switched_at_any_moment() -> None:
    words = Words("zh")
    assert words.say("bar.step", step=3, steps=6, name="打印") == "第 3 步，共 6 步：打印"
    words.language = "en"
    assert words.say("bar.step", step=3, steps=6, name="Printing") == "Step 3 of 6: Printing"


def test_a_key_without_words_stands_for_itself_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "kiosk.shell.words"):
        assert Words("en").say("bar.no_such_key") == "bar.no_such_key"
    assert "bar.no_such_key" in caplog.text


def test_a_flow_without_words_in_this_language_speaks_another() -> None:
    assert Words("en").of_flow({"zh": {"title": "标题"}, "en": {}}, "title") == "标题"


def test_a_departments_refusal_is_told_in_the_flows_own_words() -> None:
    words = Words("zh")
    refusal = Trouble("statement", "no_account", text="statement.no_account")
    texts = {"zh": {"statement.no_account": "没有查到您的账户。"}, "en": {}}
    assert words.trouble(refusal, texts) == (words.say("trouble.refused"), "没有查到您的账户。")


def test_a_fault_that_the_flow_has_words_for_keeps_its_own_title() -> None:
    words = Words("zh")
    texts = {"zh": {"statement.counter": "请到窗口办理。"}, "en": {}}
    title = words.say("faults.platform.TIMEOUT.title")
    assert words.trouble(Trouble("platform", "TIMEOUT", text="statement.counter"), texts) == (title, "请到窗口办理。")


@pytest.mark.parametrize(("code", "told"), [("TIMEOUT", "TIMEOUT"), ("of_another_kind", "OTHER")])
def test_trouble_of_an_unknown_source_is_told_in_general_words(code: str, told: str) -> None:
    words = Words("en")
    expected = (words.say(f"faults.any.{told}.title"), words.say(f"faults.any.{told}.remedy"))
    assert words.trouble(Trouble("some_step", code), {}) == expected
