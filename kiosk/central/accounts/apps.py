from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "kiosk.central.accounts"
    label = "accounts"
    verbose_name = _("人员与权限")

    def ready(self) -> None:
        from kiosk.central.accounts import fresh, roles, trace  # models are there only now

        post_migrate.connect(roles.ensure, sender=self, dispatch_uid="roles")
        user_logged_in.connect(trace.came, dispatch_uid="came")
        user_logged_in.connect(fresh.logged_in, dispatch_uid="fresh")
        user_logged_out.connect(trace.went, dispatch_uid="went")
        user_login_failed.connect(trace.refused, dispatch_uid="refused")
