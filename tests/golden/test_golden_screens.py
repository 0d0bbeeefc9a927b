"""Every screen looks as it was accepted: in both languages, upright and across, and in the large version."""

import pytest
from kit import pictures
from kit.scenes import SCENES
from kit.shell_window import SIZES, Shown

pytestmark = [pytest.mark.golden, pytest.mark.no_cover]  # goes through the same lines over and over

_ALSO_ELDER = (
    "home",
    "home_themes",
    "home_theme",
    "home_search",
    "home_resume_scanning",
    "home_resume_wrong",
    "notice",
    "notice_elsewhere",
    "form_elsewhere",
    "call_elsewhere_silent",
    "form",
    "form_custom",
    "form_citizen_number_problem",
    "form_date_range_problem",
    "form_email_problem",
    "form_multi_choice",
    "form_address_problem",
    "choose",
    "choose_long",
    "choose_search",
    "identify",
    "identify_no_card",
    "identify_ways_closed",
    "identify_by_id_card",
    "identify_social_card",
    "identify_e_credential",
    "identify_number_problem",
    "identify_code",
    "identify_code_wrong",
    "identify_too_many",
    "show",
    "show_last",
    "show_timeline",
    "summary",
    "summary_part_in_trouble",
    "summary_some_done",
    "summary_none_done",
    "summary_without_receipt",
    "capture_glare",
    "verify_face_consent_another_way",
    "verify_face_turn_left",
    "verify_face_dark",
    "verify_face_again",
    "capture_enough",
    "capture_optional",
    "attract_many",
    "sign_drawn",
    "sign_problem",
    "review",
    "review_file",
    "review_answers",
    "review_answers_all",
    "review_answers_last",
    "rate",
    "rate_bad",
    "pay",
    "pay_held_up",
    "pay_doubtful_paper",
    "joining_refused",
    "joining_replaces",
    "issue_held_up",
    "issue_second_copy",
    "end_copies",
    "issue_doubtful",
)
_CASES = [
    (scene, language, size, elder)
    for elder in (False, True)
    for size in SIZES
    for language in (("zh",) if elder else ("zh", "en"))
    for scene in (_ALSO_ELDER if elder else SCENES)
]


def _name(case: tuple[str, str, str, bool]) -> str:
    scene, language, size, elder = case
    return f"{scene}-{language}-{size}{'-elder' if elder else ''}"


@pytest.mark.parametrize("case", _CASES, ids=_name)
def test_screen_looks_as_accepted(qapp, accepting, case):
    scene, language, size, elder = case
    shown = Shown(scene, language=language, size=size, elder=elder)
    seen = pictures.halved(shown.picture())
    shown.close()
    name = _name(case)
    if accepting:
        pictures.accept(name, seen)
    pictures.forget(name)
    difference = pictures.compare(name, seen)
    if difference is not None:
        pictures.report(difference, seen)
    assert difference is None, str(difference)


def test_no_accepted_picture_is_left_over():
    assert {file.stem for file in pictures.ACCEPTED.glob("*.png")} <= {_name(case) for case in _CASES}


def test_a_changed_word_is_noticed(qapp):
    seen = pictures.halved((shown := Shown("notice")).picture())
    shown.shell.model.switchElder()
    changed = pictures.halved(shown.picture())
    shown.close()
    assert pictures.compare("notice-zh-portrait", seen) is None
    assert pictures.compare("notice-zh-portrait", changed) is not None
