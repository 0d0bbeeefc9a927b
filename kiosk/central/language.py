"""Chinese unless somebody chose otherwise: the browser's own wish is not asked, the switch on the page is."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation


class ChosenLanguage:
    """Middleware: the language of Django's language cookie, else the platform's default."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        wished = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        chosen = wished if wished in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(chosen):
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response
