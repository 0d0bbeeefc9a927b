"""What the walk over everything that staff can do cannot guess: how to do it, or why there is nothing to do.

A key is the model's label with the act's name, as a failing test tells it.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from kit.staff_acts import Example

from kiosk.central.alarms.models import Notice
from kiosk.central.fleet.models import Place, Terminal, TerminalKey
from kiosk.central.publishing.models import Submission
from kiosk.central.rollout import service
from kiosk.central.rollout.machine import Command
from kiosk.central.rollout.models import Rollout
from tests.central.test_intake import ISSUE

Key = tuple[str, str]


def _somebody() -> User:
    return User.objects.create_user("xinren", is_staff=True)


def _a_place() -> Place:
    return Place.objects.create(name="空地")


def _replaced() -> None:
    TerminalKey.objects.update(records_until=timezone.now() + timedelta(days=1))


def _phones() -> None:
    TOTPDevice.objects.create(user=User.objects.get(username="author"), confirmed=True)


def _handed_in_by(name: str) -> None:
    Submission.objects.update(state=Submission.State.READY, author=User.objects.get(username=name))


def _running() -> None:
    service.steer(Rollout.objects.get(), Command.GO, "staff", "test")


def _number() -> Submission:
    return Submission.objects.get()


EXAMPLES: Mapping[Key, Example] = {
    ("fleet.Place", "delete"): Example(record=_a_place),
    ("fleet.Place", "action delete_selected"): Example(record=_a_place),
    ("fleet.Terminal", "action approve"): Example(before=lambda: Terminal.objects.update(state="pending")),
    ("fleet.Terminal", "action end_late_records"): Example(before=_replaced),
    ("alarms.Contact", "add"): Example({"address": "duty@example.com", "way": "email"}),
    ("alarms.Mute", "add"): Example({"terminal": "WH0001"}),
    ("alarms.Notice", "action again"): Example(before=lambda: Notice.objects.update(state=Notice.State.GIVEN_UP)),
    ("configuration.Value", "list"): Example({"home_idle_s": "30"}),
    ("commands.Command", "view commands_command_order"): Example(
        {"terminals": "WH0001", "kind": "refresh", "minutes": "60", "why": "试"}
    ),
    ("intake.Issue", "view intake_issue_ruling"): Example(
        {"issues": ISSUE["issue_id"], "finding": "void", "reason": "残缺"}
    ),
    ("intake.Issue", "action rule"): Example({"finding": "void", "reason": "残缺"}),
    ("publishing.Submission", "view publishing_submission_withdraw"): Example(before=lambda: _handed_in_by("admin")),
    ("publishing.Submission", "view publishing_submission_reject"): Example(
        {"reason": "错字"}, before=lambda: _handed_in_by("author")
    ),
    ("publishing.Submission", "change"): Example(before=lambda: _handed_in_by("admin")),
    ("rollout.Rollout", "view rollout_rollout_steer"): Example({"reason": "试"}, before=_running),
    ("auth.Group", "change"): Example({"name": "改名"}),
    ("auth.User", "delete"): Example(record=_somebody),
    ("auth.User", "action delete_selected"): Example(record=_somebody),
    ("auth.User", "action reset_second_factor"): Example(before=_phones),
}

LOOKS: Mapping[Key, str] = {
    ("ratings.Rating", "view ratings_figures"): "shows figures",
    ("ratings.Rating", "view ratings_export"): "hands out a file; that it was taken is recorded",
    ("commands.Command", "view commands_command_file"): "hands out a file; that it was taken is recorded",
    ("drafts.Draft", "view drafts_draft_look_up"): "shows what a resident's code leads to; reading answers is recorded",
    ("publishing.Submission", "view publishing_submission_preview"): "shows what was drawn",
    ("publishing.Submission", "view publishing_submission_package"): "hands out what every terminal gets",
    ("audit.AuditEvent", "view audit_export"): "hands out the audit; that it was taken is recorded",
    ("audit.AuditEvent", "view audit_verify"): "looks through the chain; that it did is recorded",
    ("configuration.Value", "view configuration_of_terminal"): "shows what the layers come to",
    ("rollout.Rollout", "change"): "shows a rollout; what steers it is the view `steer`",
}
"""Pages that change nothing, with what they do instead."""

ELSEWHERE: Mapping[Key, str] = {
    ("payments.Order", "action refund_chosen"): "tests/central/test_payments.py: needs a payment system",
    (
        "publishing.Submission",
        "view publishing_submission_upload",
    ): "tests/central/publishing/test_submitting.py: files",
    ("rollout.Rollout", "add"): "tests/central/rollout/test_rollout.py: needs a release that is not under way",
}
"""Acts that only a test with more around it can do, with that test: it shows the event."""

SITE_VIEWS: Mapping[str, str] = {
    "admin/login/": "staff.login, staff.login-failed: test_accounts.py",
    "admin/logout/": "staff.logout: test_accounts.py",
    "admin/password_change/": "staff.password: test_every_act_is_traced.py",
    "admin/second-factor/": "staff.second-factor: test_login.py",
    "admin/": "shows",
    "admin/password_change/done/": "shows",
    "admin/autocomplete/": "shows",
    "admin/jsi18n/": "shows",
    "admin/r/<path:content_type_id>/<path:object_id>/": "leads on",
    "admin/(?P<url>.*)$": "leads on",
    "i18n/setlang/": "keeps the language in the browser's own session",
    "api/publishing/v1/submissions": "submission.uploaded: publishing/test_submitting.py",
    "api/publishing/v1/submissions/<int:number>": "submission.withdrawn: publishing/test_submitting.py",
    "api/publishing/v1/submissions/<int:number>/package": "shows",
    "api/publishing/v1/proposals": "proposal.drawn_up: publishing/test_proposals.py",
    "api/publishing/v1/proposals/<int:number>/signatures": (
        "proposal.signed, proposal.published: publishing/test_proposals.py"
    ),
}
"""What staff reach besides the pages of records: the event that a change there leaves, and where that is shown."""

OPEN_TO_ALL = (
    "",
    r"^static/(?P<path>.*)$",
    r"^flows/(?P<path>.*)$",
    "api/v1/openapi.json",
    "verify/",
    "verify/<str:serial>",
)
"""What anybody may look at, and change nothing by it."""
NOT_STAFF = ("api/v1/", "sandbox/")
"""What terminals, payment systems and the demo's pretended departments call."""
