from django.urls import path

from kiosk.central.sandbox.views import fund_statement

urlpatterns = [path("housing-fund/statement", fund_statement)]
