"""The secrets between the demo's platform and these departments, made on first use in the folder of secrets."""

import secrets
from pathlib import Path

from kiosk.central.setup import write_secret

SOCIAL_SECURITY, TAX, CIVIL_AFFAIRS = "social-security.hmac", "tax.api-key", "civil-affairs.client-secret"


def offer(folder: Path) -> None:
    """Write each secret that is not there yet."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (SOCIAL_SECURITY, TAX, CIVIL_AFFAIRS):
        if not (folder / name).exists():
            write_secret(folder / name, secrets.token_hex(24) + "\n")


def read(folder: Path, name: str) -> str:
    """Return a secret as the department has it."""
    return (folder / name).read_text("ascii").strip()
