import logging
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from pydantic import BaseModel, ValidationError

from kiosk.central.sandbox.archive import ArchiveRequest, housing
from kiosk.central.sandbox.changsha import ProofRequest, pension_proof
from kiosk.central.sandbox.face_comparing import CannotCompareError
from kiosk.central.sandbox.market import CompanyRequest, LicenceRequest, company, licence, licence_file
from kiosk.central.sandbox.months import Month
from kiosk.central.sandbox.papers import PapersRequest, papers
from kiosk.central.sandbox.persons import Asked
from kiosk.central.sandbox.police import FaceAsked, compare, portrait
from kiosk.central.sandbox.properties import properties
from kiosk.central.sandbox.registry import DueRequest, PaidRequest, fee_due, fee_paid
from kiosk.central.sandbox.statement import Refusal, StatementRequest, statement
from kiosk.protocol.demo import DemoPerson, DemoPersons

_log = logging.getLogger(__name__)
M = TypeVar("M", bound=BaseModel)


@lru_cache(maxsize=1)
def demo_persons(file: Path) -> tuple[DemoPerson, ...]:
    """Return the invented persons, in the file's order."""
    return DemoPersons.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))).persons


@csrf_exempt
@require_POST
def fund_statement(request: HttpRequest) -> JsonResponse:
    return _answered(
        request, StatementRequest, lambda wish, persons: statement(wish, persons, Month.of(timezone.localdate()))
    )


@csrf_exempt
@require_POST
def certificate_fee_due(request: HttpRequest) -> JsonResponse:
    return _answered(request, DueRequest, fee_due)


@csrf_exempt
@require_POST
def certificate_fee_paid(request: HttpRequest) -> JsonResponse:
    return _answered(request, PaidRequest, fee_paid)


@csrf_exempt
@require_POST
def registered_properties(request: HttpRequest) -> JsonResponse:
    return _answered(request, Asked, properties)


@csrf_exempt
@require_POST
def papers_taken(request: HttpRequest) -> JsonResponse:
    return _answered(request, PapersRequest, papers)


@csrf_exempt
@require_POST
def housing_archive(request: HttpRequest) -> JsonResponse:
    return _answered(request, ArchiveRequest, lambda wish, persons: housing(wish, persons, timezone.localdate()))


@csrf_exempt
@require_POST
def changsha_pension_proof(request: HttpRequest) -> JsonResponse:
    return _answered(
        request, ProofRequest, lambda wish, persons: pension_proof(wish, persons, Month.of(timezone.localdate()))
    )


@csrf_exempt
@require_POST
def police_portrait(request: HttpRequest) -> JsonResponse:
    folder = settings.DEMO_PERSONS_FILE.parent
    return _answered(request, Asked, lambda wish, persons: portrait(wish, persons, folder))


@csrf_exempt
@require_POST
def police_compare(request: HttpRequest) -> JsonResponse:
    folder, models = settings.DEMO_PERSONS_FILE.parent, settings.DEMO_FACE_MODELS
    try:
        return _answered(request, FaceAsked, lambda wish, persons: compare(wish, persons, folder, models))
    except CannotCompareError as error:
        _log.error("the demo's police cannot compare faces: %s", error)
        return JsonResponse({"code": "unavailable", "detail": str(error)}, status=503)


@csrf_exempt
@require_POST
def company_register(request: HttpRequest) -> JsonResponse:
    return _answered(request, CompanyRequest, company)


@csrf_exempt
@require_POST
def business_licence(request: HttpRequest) -> JsonResponse:
    return _answered(request, LicenceRequest, licence)


@require_GET
def business_licence_file(_request: HttpRequest, token: str) -> HttpResponse:
    """The file of a licence, to whoever was told of it."""
    try:
        pdf = licence_file(token, demo_persons(settings.DEMO_PERSONS_FILE))
    except Refusal as refusal:
        return JsonResponse({"code": refusal.code, "detail": refusal.detail}, status=404)
    return HttpResponse(pdf, content_type="application/pdf")


def _answered(
    request: HttpRequest, model: type[M], answer: Callable[[M, Sequence[DemoPerson]], dict[str, Any]]
) -> JsonResponse:
    """Speak the departments' protocol: 200 with the answer, 422 with a code, 400 for what no flow should send."""
    try:
        wish = model.model_validate_json(request.body)
    except ValidationError as error:
        return JsonResponse({"code": "bad_request", "detail": f"{error.error_count()} fields"}, status=400)
    try:
        return JsonResponse(answer(wish, demo_persons(settings.DEMO_PERSONS_FILE)))
    except Refusal as refusal:
        return JsonResponse({"code": refusal.code, "detail": refusal.detail}, status=422)
