"""The platform's addresses with the demo's sandbox below them, as a demo serves them."""

from django.urls import include, path

from kiosk.central.urls import urlpatterns as platform

urlpatterns = [*platform, path("sandbox/", include("kiosk.central.sandbox.urls"))]
