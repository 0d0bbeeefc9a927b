"""The API's own description, for whoever reimplements or checks a terminal's side. Nothing in it is secret."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from kiosk import __version__
from kiosk.protocol.openapi import document


@require_safe
def openapi_document(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(document(__version__), json_dumps_params={"ensure_ascii": False})
