from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from kiosk.central.verification.checking import check
from kiosk.central.verification.rate import within_rate

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """Show the form; what it asks leads to the address that is also in the QR code."""
    serial, code = request.GET.get("serial", "").strip(), request.GET.get("code", "").strip()
    if serial and "/" not in serial:
        return redirect(reverse("verify", args=[serial]) + (f"?{urlencode({'code': code})}" if code else ""))
    return _page(request, {})


@require_safe
def verify(request: HttpRequest, serial: str) -> HttpResponse:
    """Judge the paper, or ask for the code when it is not there."""
    code = request.GET.get("code", "")
    if not code:
        return _page(request, {"serial": serial})
    if not within_rate(request.META.get("REMOTE_ADDR", ""), settings.VERIFY_PER_MINUTE):
        response = _page(request, {"serial": serial, "code": code, "busy": True}, status=429)
        response.headers["Retry-After"] = "60"
        return response
    return _page(request, {"serial": serial, "code": code, "check": check(serial, code)})


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "verification/page.html", context, status=status)
    for name, value in _HEADERS.items():
        response.headers[name] = value
    return response
