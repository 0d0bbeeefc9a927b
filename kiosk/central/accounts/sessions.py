"""A session of staff ends half an hour after the last click, and eight hours after the log-in whatever happens."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

_BEGAN = "began"


class LimitedSession:
    """Middleware behind that of authentication: logs out whose session is too old. Idle ones end by their cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            began = request.session.setdefault(_BEGAN, time.time())
            if time.time() - began > settings.SESSION_LONGEST_S:
                logout(request)
        return self._get_response(request)
