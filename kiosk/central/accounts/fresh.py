"""The password again before acts that do harm in the wrong hands: a session left open is not enough for them.

A session is fresh for `settings.FRESH_S` after a log-in, and after the password was given again; whoever has a second
factor gives that, too. What was posted is kept on the page that asks, and goes on as it was: nothing is typed twice.
"""

import time
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts import second_factor
from kiosk.central.audit import service as audit

PASSWORD, CODE = "again-password", "again-code"
_ONLY_LOOKED = "again-get"
_SINCE = "fresh_since"
_OWN = {PASSWORD, CODE, _ONLY_LOOKED, "csrfmiddlewaretoken"}


def logged_in(request: HttpRequest | None, **_signal: Any) -> None:
    """Whoever logs in has just given the password."""
    if request is not None:
        request.session[_SINCE] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    return time.time() - float(request.session.get(_SINCE, 0)) < settings.FRESH_S


def stale(request: HttpRequest) -> None:
    """Let the session be no longer fresh."""
    request.session.pop(_SINCE, None)


def asked(request: HttpRequest, what: str | Promise = "") -> HttpResponse | None:
    """Return None when the view may go on; otherwise what is to be answered instead: the page that asks.

    For forms without files. `what`: the act in staff's words, shown on the page and kept in the audit.
    """
    answering = request.method == "POST" and PASSWORD in request.POST
    only_looked = request.method != "POST" or _ONLY_LOOKED in request.POST
    wrong = ""
    if not is_fresh(request):
        if not answering:
            return _page(request, what, wrong, only_looked=only_looked)
        wrong = _refused(request)
        if wrong:
            return _page(request, what, wrong, only_looked=only_looked)
        request.session[_SINCE] = time.time()
        audit.record(audit.user_of(request), "staff.password-again", _user(request), str(what) or request.path)
    if answering and only_looked:
        return HttpResponseRedirect(request.get_full_path())
    if answering:
        _forget_own_fields(request)
    return None


def fresh(what: str | Promise = "") -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Return a decorator for views that ask before they show or do anything."""

    def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return asked(request, what) or view(request, *args, **kwargs)

        return asking

    return guarded


def _refused(request: HttpRequest) -> str:
    """Return why what was given does not do; empty when it does. Wrong passwords count as at the log-in, and lock."""
    user = _user(request)
    found = authenticate(request, username=user.get_username(), password=request.POST[PASSWORD])
    if found is None or found.pk != user.pk:
        return gettext("密码不正确")
    if second_factor.own(user) is None or second_factor.check(request, user, request.POST.get(CODE, "")):
        return ""
    return gettext("验证码不正确或已使用，请等待新的验证码后重试")


def _page(request: HttpRequest, what: str | Promise, wrong: str, *, only_looked: bool) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("请再次输入密码"),
        "what": what,
        "wrong": wrong,
        "kept": list(_kept(request)),
        "only_looked": only_looked,
        "code_too": second_factor.own(_user(request)) is not None,
        "minutes": round(settings.FRESH_S / 60),
    }
    answer = TemplateResponse(request, "admin/password_again.html", context)
    add_never_cache_headers(answer)
    return answer


def _kept(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in _OWN:
            yield from ((name, str(value)) for value in values)


def _forget_own_fields(request: HttpRequest) -> None:
    rest = request.POST.copy()
    for name in (PASSWORD, CODE, _ONLY_LOOKED):
        rest.pop(name, None)
    request.POST = rest  # type: ignore[assignment]


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the site lets nobody else in"
    return request.user
