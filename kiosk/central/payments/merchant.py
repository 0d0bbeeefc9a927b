"""The merchant that central is at the payment system: addresses and keys, from payments.yaml and the files it names.

url: https://api.mch.weixin.qq.com     where the payment system is; {self} stands for this platform's own address
appid, mchid, serial                   who we are there, and the serial of our certificate
private_key: merchant.pem              signs what we ask (PEM)
platform_serial, platform_key          the id and the file of the payment system's public key (PEM)
api_key: api.key                       file of 32 signs, under which notices are sealed
notify_url                             where it may reach us; it must be this platform's /api/v1/payments/notify
"""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from django.conf import settings
from pydantic import BaseModel, ConfigDict, ValidationError

_API_KEY_BYTES = 32


class MerchantError(Exception):
    """payments.yaml or one of its files cannot be used; the text says where and why, and holds no key."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    appid: str
    mchid: str
    serial: str
    private_key: str
    platform_serial: str
    platform_key: str
    api_key: str
    notify_url: str


@dataclass(frozen=True)
class Merchant:
    url: str
    appid: str
    mchid: str
    serial: str
    private_key: RSAPrivateKey = field(repr=False)
    platform_serial: str
    platform_key: RSAPublicKey = field(repr=False)
    api_key: bytes = field(repr=False)
    notify_url: str


def load(file: Path, self_url: str) -> Merchant:
    """Read the merchant of `file`; the files that it names stand beside it.

    Raises:
        MerchantError: something is missing or not what it should be.
    """
    try:
        written = _Written.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        private_key = load_pem_private_key((file.parent / written.private_key).read_bytes(), None)
        platform_key = load_pem_public_key((file.parent / written.platform_key).read_bytes())
        api_key = (file.parent / written.api_key).read_bytes().strip()
    except OSError as error:
        raise MerchantError(f"{error.filename}: {error.strerror}") from None
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise MerchantError(f"{file}: {places}") from None
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise MerchantError(f"{file}: {type(error).__name__}; the keys must be PEM without a passphrase") from None
    if not isinstance(private_key, RSAPrivateKey) or not isinstance(platform_key, RSAPublicKey):
        raise MerchantError(f"{file}: private_key and platform_key must be RSA keys")
    if len(api_key) != _API_KEY_BYTES:
        raise MerchantError(f"{file}: api_key must name a file of {_API_KEY_BYTES} signs")
    return Merchant(
        url=written.url.replace("{self}", self_url).rstrip("/"),
        appid=written.appid,
        mchid=written.mchid,
        serial=written.serial,
        private_key=private_key,
        platform_serial=written.platform_serial,
        platform_key=platform_key,
        api_key=api_key,
        notify_url=written.notify_url.replace("{self}", self_url),
    )


@lru_cache(maxsize=4)
def _loaded(file: Path, self_url: str) -> Merchant:
    return load(file, self_url)


def merchant() -> Merchant | None:
    """Return the merchant of this platform, read once a process; None where nothing is charged for.

    Raises:
        MerchantError: see `load`.
    """
    file = settings.PAYMENTS_FILE
    return _loaded(file, settings.SELF_URL) if file.is_file() else None
