from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "kiosk.central.accounts"
    label = "accounts"

    def ready(self) -> None:
        from kiosk.central.accounts import roles, trace  # models are there only now

        post_migrate.connect(roles.ensure, sender=self, dispatch_uid="roles")
        user_logged_in.connect(trace.came, dispatch_uid="came")
        user_logged_out.connect(trace.went, dispatch_uid="went")
