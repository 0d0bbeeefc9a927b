"""Django's admin with the platform's own site in place of the plain one."""

from django.contrib.admin.apps import AdminConfig


class CentralAdminConfig(AdminConfig):
    """Makes `django.contrib.admin.site` the platform's site, so that each slice registers the usual way."""

    default_site = "kiosk.central.site.CentralAdminSite"
