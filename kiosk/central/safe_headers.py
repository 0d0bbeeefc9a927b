"""What browsers are told with every answer: load nothing from elsewhere, run nothing that is written in a page.

All scripts and styles are files of our own (`'self'`): no page holds any, so there is nothing to give a nonce to, and
what somebody smuggles into a page does not run. A view that needs another policy sets the header itself, and says why:
the public verification page (stricter), previews of what authors wrote (shut off, in a frame). nginx adds none of these
to what Django answers; see config/central/nginx.conf.

Source: CSP Level 3 (W3C), Permissions Policy (W3C), Fetch §3.7 (Cross-Origin-Resource-Policy).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_UNUSED = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "hid", "display-capture")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SafeHeaders:
    """Middleware, the outermost: it sees refusals and errors, too. What a view said itself stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self._get_response(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer
