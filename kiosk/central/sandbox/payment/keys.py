"""The keys between the demo's platform and the demo's payment system, made on first use, with the payments.yaml."""

import secrets
from pathlib import Path

import yaml
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kiosk.central.setup import write_secret

APPID, MCHID, SERIAL = "wxdemo0000000000", "1900000001", "DEMO0000000000000000000000000000000000"
PLATFORM_SERIAL = "PUB_KEY_ID_DEMO"
PLATFORM_PRIVATE = "platform-private.pem"
_BITS = 2048


def offer(file: Path) -> None:
    """Write `file`, a payments.yaml, with its keys beside it, unless it is there."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    merchant, platform = (rsa.generate_private_key(public_exponent=65537, key_size=_BITS) for _ in range(2))
    write_secret(file.parent / "merchant.pem", _private(merchant))
    write_secret(file.parent / PLATFORM_PRIVATE, _private(platform))
    public = platform.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    write_secret(file.parent / "platform.pem", public.decode())
    write_secret(file.parent / "api.key", secrets.token_hex(16))
    written = {
        "url": "{self}/sandbox/pay",
        "appid": APPID,
        "mchid": MCHID,
        "serial": SERIAL,
        "private_key": "merchant.pem",
        "platform_serial": PLATFORM_SERIAL,
        "platform_key": "platform.pem",
        "api_key": "api.key",
        "notify_url": "{self}/api/v1/payments/notify",
    }
    write_secret(file, yaml.safe_dump(written, sort_keys=False))


def platform_key(folder: Path) -> rsa.RSAPrivateKey:
    """Return the key by which the payment system signs; `offer` has made it."""
    key = load_pem_private_key((folder / PLATFORM_PRIVATE).read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey), "made by `offer`"
    return key


def _private(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
