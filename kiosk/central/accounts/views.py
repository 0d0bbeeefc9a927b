"""The page that asks for the second factor, or sets it up."""

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kiosk.central.accounts import second_factor
from kiosk.central.accounts.fresh import asked


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Ask for a code; show how to set a phone up to whoever has none yet, or asks for a new one after giving a code."""
    user = request.user
    if not isinstance(user, User) or not user.is_staff:
        return HttpResponseRedirect(reverse("admin:login"))
    if second_factor.own(user) is not None and not second_factor.given(request):
        return _asked(request, user)
    another = asked(request, _("更换两步验证的手机")) if second_factor.own(user) is not None else None
    return another or _set_up(request, user)


def _asked(request: HttpRequest, user: User) -> HttpResponse:
    wrong = ""
    if request.method == "POST":
        if second_factor.check(request, user, request.POST.get("code", "")):
            return HttpResponseRedirect(_next(request))
        wrong = _("验证码不正确或已使用，请等待新的验证码后重试")
    return _page(request, {"wrong": wrong, "title": _("两步验证")})


def _set_up(request: HttpRequest, user: User) -> HttpResponse:
    wrong = ""
    if request.method == "POST":
        words = second_factor.confirm(request, user, request.POST.get("code", ""))
        if words:
            return _page(request, {"words": words, "next": _next(request), "title": _("请保存恢复码")})
        wrong = _("验证码不正确，请核对手机时间后重试")
    device = second_factor.wanted(user)
    shown = {"picture": second_factor.picture_of(device), "secret": second_factor.secret_of(device)}
    return _page(request, {**shown, "wrong": wrong, "title": _("设置两步验证")})


def _page(request: HttpRequest, said: dict[str, object]) -> HttpResponse:
    """The site's frame without its menu: nothing else is to be had before the code."""
    frame = {**admin.site.each_context(request), "is_nav_sidebar_enabled": False, "available_apps": []}
    return render(request, "admin/second_factor.html", {**frame, "next": _next(request), **said})


def _next(request: HttpRequest) -> str:
    wished = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure())
    return wished if safe else reverse("admin:index")
