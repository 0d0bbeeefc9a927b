"""The demo's civil affairs: REST with HTTP statuses and OAuth 2 tokens. Marriage records and allowances."""

import base64
import hmac
import json
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kiosk.central.sandbox.departments import facts, keys
from kiosk.central.sandbox.departments.trouble import troubled
from kiosk.central.sandbox.persons import Asked, place_of
from kiosk.central.sandbox.views import demo_persons

_SALT, _TOKEN_S, _ALLOWANCE_INDEX = "sandbox.civil-affairs", 600, 8


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Give a token for client credentials, RFC 6749 §4.4."""
    given = request.headers.get("Authorization", "").removeprefix("Basic ").encode()
    right = base64.b64encode(f"kiosk:{keys.read(settings.SECRETS_DIR, keys.CIVIL_AFFAIRS)}".encode())
    if not hmac.compare_digest(given, right) or request.POST.get("grant_type") != "client_credentials":
        return JsonResponse({"error": "invalid_client"}, status=401)
    made = signing.dumps("kiosk", salt=_SALT)
    return JsonResponse({"access_token": made, "token_type": "Bearer", "expires_in": _TOKEN_S})


@troubled("civil-affairs")
def marriage(request: HttpRequest, _stale: bool) -> HttpResponse:  # noqa: FBT001 - the shape of every department
    """`{applicant: {name, idNumber}}` → the record, or 404 `NO_SUCH_PERSON`; `status` is MARRIED or NO_RECORD."""
    index = _whose(request)
    if isinstance(index, HttpResponse):
        return index
    persons, spouse = demo_persons(settings.DEMO_PERSONS_FILE), facts.SPOUSES.get(index)
    wedding = facts.married_on(index)
    if spouse is None or wedding is None:
        return JsonResponse({"status": "NO_RECORD", "searchedIn": "武汉市", "records": []})
    record = {
        "certificateNo": f"J420199-{wedding[:4]}-{min(index, spouse) + 1:06d}",
        "registeredOn": wedding,
        "office": "武汉市示范区民政局婚姻登记处",
        "spouseName": persons[spouse].name,
    }
    return JsonResponse({"status": "MARRIED", "searchedIn": "武汉市", "records": [record]})


@troubled("civil-affairs")
def allowance(request: HttpRequest, _stale: bool) -> HttpResponse:  # noqa: FBT001 - the shape of every department
    """`{applicant: {name, idNumber}}` → whether the household has a subsistence allowance, and how much a month."""
    index = _whose(request)
    if isinstance(index, HttpResponse):
        return index
    granted = index == _ALLOWANCE_INDEX
    told: dict[str, Any] = {"granted": granted, "householdSize": 2 if index in facts.SPOUSES else 1}
    return JsonResponse({**told, "monthlyFen": 98_000 if granted else 0})


def _whose(request: HttpRequest) -> int | HttpResponse:
    """Return who is asked about, or what to answer instead."""
    try:
        signing.loads(request.headers.get("Authorization", "").removeprefix("Bearer "), salt=_SALT, max_age=_TOKEN_S)
    except signing.BadSignature:
        return JsonResponse({"code": "UNAUTHORIZED"}, status=401)
    try:
        applicant = json.loads(request.body)["applicant"]
        asked = Asked(name=applicant["name"], number=applicant["idNumber"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"code": "BAD_REQUEST"}, status=400)
    index = place_of(asked, demo_persons(settings.DEMO_PERSONS_FILE))
    return JsonResponse({"code": "NO_SUCH_PERSON"}, status=404) if index is None else index
