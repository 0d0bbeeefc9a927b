"""Every address of the platform. The terminals' are constants of `kiosk.protocol.api`."""

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles.views import serve as static_file
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.cache import patch_cache_control
from django.views.generic import RedirectView

from kiosk.central.drafts import views as drafts
from kiosk.central.fleet.views import enrolment, heartbeat, rotation
from kiosk.central.flow_files import flow_file
from kiosk.central.gateway.views import call
from kiosk.central.identity import views as identity
from kiosk.central.intake.views import intake, transaction
from kiosk.central.openapi import openapi_document
from kiosk.central.payments import views as payments
from kiosk.central.publishing import views as publishing
from kiosk.central.verification.views import verify, verify_form
from kiosk.protocol import api
from kiosk.protocol.publishing import PROPOSALS, SUBMISSIONS


def static_asset(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve the admin's and the slices' own files.

    Django refuses to without DEBUG unless told that it is meant: they are few, come with the packages, and hold nothing
    secret.
    """
    response: HttpResponseBase = static_file(request, path, insecure=True)
    patch_cache_control(response, max_age=3600, public=True)
    return response


def _below(prefix: str) -> str:
    return prefix.lstrip("/")


urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    re_path(r"^static/(?P<path>.*)$", static_asset),
    path("api/v1/openapi.json", openapi_document, name="openapi"),
    path(_below(api.ENROL), enrolment),
    path(_below(api.ROTATE_KEY), rotation),
    path(_below(api.HEARTBEAT), heartbeat),
    path(_below(api.INTAKE), intake),
    path(f"{_below(api.CALL)}<str:operation>", call),
    path(_below(api.IDENTITY_CREDENTIAL), identity.credential),
    path(_below(api.IDENTITY_CODE_SEND), identity.send_code),
    path(_below(api.IDENTITY_CODE_CHECK), identity.check_code),
    path(_below(api.PAYMENT_ORDER), payments.order),
    path(_below(api.PAYMENT_STATE), payments.state),
    path(_below(api.PAYMENT_CLOSE), payments.close),
    path(_below(api.DRAFT_FIND), drafts.find),
    path(_below(api.DRAFT_TAKE), drafts.take),
    path("api/v1/payments/notify", payments.notice),
    path(f"{_below(api.TRANSACTION)}<str:transaction_id>", transaction),
    path(_below(SUBMISSIONS), publishing.submissions),
    path(f"{_below(SUBMISSIONS)}/<int:number>", publishing.submission),
    path(f"{_below(SUBMISSIONS)}/<int:number>/package", publishing.package),
    path(_below(PROPOSALS), publishing.proposal_asked),
    path(f"{_below(PROPOSALS)}/<int:number>/signatures", publishing.signatures),
    re_path(rf"^{_below(api.FLOWS)}(?P<path>.*)$", flow_file),
    path(_below(api.VERIFY), verify_form, name="verify-form"),
    path(f"{_below(api.VERIFY)}<str:serial>", verify, name="verify"),
]
if settings.DEMO:
    urlpatterns.append(path("sandbox/", include("kiosk.central.sandbox.urls")))
