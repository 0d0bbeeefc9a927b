"""The demo's issuer and register over HTTP, and the page on which a phone of the demo shows its code."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import qrcode
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.central.sandbox.identity.issuer import GOOD_FOR_S, Issuer
from kiosk.central.sandbox.statement import Refusal
from kiosk.central.sandbox.views import demo_persons

M = TypeVar("M", bound=BaseModel)


class _Shown(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    code: Annotated[str, Field(repr=False)]


class _Numbered(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    number: Annotated[str, Field(repr=False)]


def issuer() -> Issuer:
    return Issuer(settings.DATA / "sandbox-credentials.sqlite3")


@csrf_exempt
@require_POST
def credential(request: HttpRequest) -> JsonResponse:
    return _answered(request, _Shown, lambda shown: _told(issuer().whose(shown.code)))


@csrf_exempt
@require_POST
def person(request: HttpRequest) -> JsonResponse:
    return _answered(request, _Numbered, lambda asked: _told(_place_of(asked.number), phone=True))


@require_GET
def phone(request: HttpRequest, place: int) -> HttpResponse:
    """The page of the phone of person `place` (from 1), with a new code each time."""
    persons = demo_persons(settings.DEMO_PERSONS_FILE)
    if not 1 <= place <= len(persons):
        raise Http404
    code = issuer().issue(place - 1)
    shown = {"code": code, "rows": _modules(code), "name": persons[place - 1].name, "good_for_s": int(GOOD_FOR_S)}
    return render(request, "sandbox/credential.html", shown)


def _answered(request: HttpRequest, model: type[M], answer: Callable[[M], dict[str, Any]]) -> JsonResponse:
    try:
        return JsonResponse(answer(model.model_validate_json(request.body)))
    except ValidationError as error:
        return JsonResponse({"code": "bad_request", "detail": f"{error.error_count()} fields"}, status=400)
    except Refusal as refusal:
        return JsonResponse({"code": refusal.code, "detail": refusal.detail}, status=422)


def _place_of(number: str) -> int:
    persons = demo_persons(settings.DEMO_PERSONS_FILE)
    place = next((index for index, one in enumerate(persons) if one.number == number), None)
    if place is None:
        raise Refusal("unknown_person", "no such number")
    return place


def _told(place: int, *, phone: bool = False) -> dict[str, Any]:
    one = demo_persons(settings.DEMO_PERSONS_FILE)[place]
    return {"name": one.name or one.name_en, "number": one.number, **({"phone": one.phone} if phone else {})}


def _modules(text: str) -> list[list[bool]]:
    code = qrcode.QRCode(border=0)
    code.add_data(text)
    code.make()
    return [[bool(dark) for dark in row] for row in code.modules]
