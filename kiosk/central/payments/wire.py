"""What goes over the wire to a payment system: signatures and sealed notices, as WeChat Pay APIv3 has them. Pure.

    request   Authorization: WECHATPAY2-SHA256-RSA2048 mchid="…",nonce_str="…",timestamp="…",serial_no="…",signature="…"
              over the lines METHOD, path?query, timestamp, nonce, body
    answers   and notices: Wechatpay-Timestamp, -Nonce, -Serial, -Signature over timestamp, nonce, body
              each line with its end
    notices   carry their content sealed with AES-256-GCM under the merchant's APIv3 key

Source: 微信支付商户文档中心, APIv3 「签名生成」「签名验证」「如何解密回调报文」, https://pay.weixin.qq.com/doc/v3/merchant.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SCHEME = "WECHATPAY2-SHA256-RSA2048"
WINDOW_S = 300
_FIELD = re.compile(r'(\w+)="([^"]*)"')
_ALGORITHM = "AEAD_AES_256_GCM"


class WireError(Exception):
    """A message that cannot be trusted or read; the text never holds its content."""


def authorization(
    *, method: str, path: str, body: bytes, mchid: str, serial: str, key: RSAPrivateKey, now: int, nonce: str
) -> str:
    """Return the header that signs a request; `path` with its query."""
    signature = _signed(key, method.encode(), path.encode(), str(now).encode(), nonce.encode(), body)
    fields = {"mchid": mchid, "nonce_str": nonce, "signature": signature, "timestamp": str(now), "serial_no": serial}
    return f"{SCHEME} " + ",".join(f'{name}="{value}"' for name, value in fields.items())


def check_request(
    header: str, *, method: str, path: str, body: bytes, mchid: str, serial: str, key: RSAPublicKey, now: int
) -> None:
    """Return if the merchant signed this request, now.

    Raises:
        WireError: it did not, or not this one, or not now.
    """
    scheme, _, rest = header.partition(" ")
    fields = dict(_FIELD.findall(rest))
    if scheme != SCHEME or (fields.get("mchid"), fields.get("serial_no")) != (mchid, serial):
        raise WireError("not signed by this merchant")
    moment, nonce = fields.get("timestamp", ""), fields.get("nonce_str", "")
    _fresh(moment, now)
    parts = (method.encode(), path.encode(), moment.encode(), nonce.encode(), body)
    _verify(key, fields.get("signature", ""), *parts)


def answer_headers(body: bytes, *, serial: str, key: RSAPrivateKey, now: int, nonce: str) -> dict[str, str]:
    """Return the headers that sign an answer or a notice."""
    return {
        "Wechatpay-Timestamp": str(now),
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature": _signed(key, str(now).encode(), nonce.encode(), body),
    }


def check_answer(headers: Mapping[str, str], body: bytes, *, serial: str, key: RSAPublicKey, now: int) -> None:
    """Return if the payment system signed this answer or notice, now.

    Raises:
        WireError: it did not.
    """
    if headers.get("Wechatpay-Serial") != serial:
        raise WireError("not signed by this payment system")
    moment, nonce = headers.get("Wechatpay-Timestamp", ""), headers.get("Wechatpay-Nonce", "")
    _fresh(moment, now)
    _verify(key, headers.get("Wechatpay-Signature", ""), moment.encode(), nonce.encode(), body)


def sealed(content: Mapping[str, Any], *, api_key: bytes, nonce: str, original_type: str) -> dict[str, str]:
    """Return `content` as the `resource` of a notice; `nonce` of 12 signs."""
    data = json.dumps(content, ensure_ascii=False).encode()
    cipher = AESGCM(api_key).encrypt(nonce.encode(), data, original_type.encode())
    return {
        "original_type": original_type,
        "algorithm": _ALGORITHM,
        "ciphertext": base64.b64encode(cipher).decode(),
        "associated_data": original_type,
        "nonce": nonce,
    }


def opened(body: bytes, *, api_key: bytes) -> dict[str, Any]:
    """Return what a notice holds.

    Raises:
        WireError: it is none, or was sealed under another key.
    """
    try:
        resource = json.loads(body)["resource"]
        if resource["algorithm"] != _ALGORITHM:
            raise WireError("sealed in an unknown way")
        cipher = base64.b64decode(resource["ciphertext"], validate=True)
        nonce, bound = resource["nonce"].encode(), resource.get("associated_data", "").encode()
        content = json.loads(AESGCM(api_key).decrypt(nonce, cipher, bound))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidTag, binascii.Error):
        raise WireError("no notice under this key") from None
    if not isinstance(content, dict):
        raise WireError("no notice under this key")
    return content


def _signed(key: RSAPrivateKey, *parts: bytes) -> str:
    return base64.b64encode(key.sign(_message(parts), PKCS1v15(), hashes.SHA256())).decode()


def _verify(key: RSAPublicKey, signature: str, *parts: bytes) -> None:
    try:
        key.verify(base64.b64decode(signature, validate=True), _message(parts), PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        raise WireError("the signature does not hold") from None


def _message(parts: tuple[bytes, ...]) -> bytes:
    return b"".join(part + b"\n" for part in parts)


def _fresh(moment: str, now: int) -> None:
    if not re.fullmatch(r"\d{1,12}", moment) or abs(int(moment) - now) > WINDOW_S:
        raise WireError("signed at another time")
