"""Django's admin with the platform's own site in place of the plain one, and what holds for all apps together."""

from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from kiosk.central import database


class CentralAdminConfig(AdminConfig):
    """Makes `django.contrib.admin.site` the platform's site, so that each slice registers the usual way."""

    default_site = "kiosk.central.site.CentralAdminSite"

    def ready(self) -> None:
        super().ready()
        pre_migrate.connect(_unhurried, sender=self, dispatch_uid="unhurried")
        post_migrate.connect(_hurried, sender=self, dispatch_uid="hurried")


def _unhurried(using: str, **_signal: Any) -> None:
    database.unhurried(connections[using])


def _hurried(using: str, **_signal: Any) -> None:
    database.hurried(connections[using])
