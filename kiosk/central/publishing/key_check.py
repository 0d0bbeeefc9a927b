"""Looks which keys lie where the web process can read them: those of people do not belong there."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register

from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.proposing import ONLINE


@register(Tags.security, deploy=True)
def no_key_of_a_person(**_told: Any) -> list[CheckMessage]:
    """Name the keys in the server's key folder that sign more than snapshot and timestamp."""
    try:
        offline = [name for name in KeyDirectory(settings.KEYS_DIR).names("") if not name.startswith(ONLINE)]
    except (OSError, PublishingError) as error:
        return [checks.Warning(f"the key folder cannot be read: {error}", id="publishing.W002")]
    if not offline:
        return []
    hint = "keep them with the people who hold them (docs/staff/publishing.md); here only snapshot and timestamp are"
    return [
        checks.Warning(
            f"{settings.KEYS_DIR} holds keys of people: {', '.join(offline)}", hint=hint, id="publishing.W001"
        )
    ]
