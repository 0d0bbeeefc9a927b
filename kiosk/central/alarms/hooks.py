"""The addresses that alarms are posted to, from hooks.yaml and the key files it names.

hooks:
- name: duty-room                                by which a 告警通知对象 names it
  url: https://alarms.example.gov.cn/kiosk       {self} stands for this platform's own address
  key: duty-room.key                             file beside this one with the secret that both sides know
  private: false                                 true where the host lies in a network of our own

The file is the list of what may be asked: a contact names a hook, never an address. A redirect is not followed, and a
host that leads into a private network is refused unless `private` says that it is meant to.

The wire: POST of JSON with `Kiosk-Signature: t=<seconds since 1970>,v1=<hex>`, where v1 is HMAC-SHA256 of `<t>.<body>`
under the key; whoever receives it compares in constant time and refuses what is older than five minutes. The same
`notice_id` again is the same notice. Any 2xx takes it.
"""

import hmac
import ipaddress
import json
import socket
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import requests
import urllib3
import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError

SIGNATURE = "Kiosk-Signature"
_TIMEOUT_S = (3.0, 8.0)
_LEAST_KEY_SIGNS = 32


class HooksError(Exception):
    """hooks.yaml or a key file cannot be used; the text says where and why, and holds no key."""


class HookTrouble(Exception):  # noqa: N818 - reads as what happened
    """The notice was not taken, or nobody knows."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    url: Annotated[str, Field(pattern=r"^(https?://|\{self\}/)")]
    key: str
    private: bool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    hooks: tuple[_Written, ...]


@dataclass(frozen=True)
class Hook:
    """Blocks for some seconds at most."""

    name: str
    url: str
    key: bytes = field(repr=False)
    private: bool = False

    def post(self, content: dict[str, Any], now_s: int) -> None:
        """Hand a notice over.

        Raises:
            HookTrouble: it was not taken, or nobody knows.
        """
        body = json.dumps(content, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", SIGNATURE: signature(self.key, now_s, body)}
        try:
            if not self.private:
                _refuse_private(self.url)
            with requests.Session() as session:
                session.trust_env = False  # no proxy and no .netrc by surprise
                with session.post(
                    self.url, data=body, headers=headers, timeout=_TIMEOUT_S, allow_redirects=False, stream=True
                ) as answer:  # whose body nobody reads
                    status = answer.status_code
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise HookTrouble(type(error).__name__) from None
        if not 200 <= status < 300:
            raise HookTrouble(f"{self.name} answered {status}")


def signature(key: bytes, now_s: int, body: bytes) -> str:
    """Return the header by which the other side knows us, and when it was made."""
    made = hmac.new(key, f"{now_s}.".encode() + body, sha256).hexdigest()
    return f"t={now_s},v1={made}"


def _refuse_private(url: str) -> None:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    for *_kind, address in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global:
            raise HookTrouble("the host leads into a private network; set `private: true` if it is meant to")


def load(file: Path, self_url: str) -> dict[str, Hook]:
    """Return the hooks of a file by name; none where there is no file.

    Raises:
        HooksError: something is missing or not what it should be.
    """
    if not file.is_file():
        return {}
    try:
        written = _File.model_validate(yaml.safe_load(file.read_text("utf-8"))).hooks
        hooks = [
            Hook(one.name, one.url.replace("{self}", self_url), _key(file.parent / one.key), one.private)
            for one in written
        ]
    except OSError as error:
        raise HooksError(f"{error.filename}: {error.strerror}") from None
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise HooksError(f"{file}: {places}") from None
    except yaml.YAMLError as error:
        raise HooksError(f"{file}: {error}") from None
    names = [hook.name for hook in hooks]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise HooksError(f"{file}: {', '.join(twice)} stands twice: a name means one hook")
    return dict(zip(names, hooks, strict=True))


def _key(file: Path) -> bytes:
    key = file.read_bytes().strip()
    if len(key) < _LEAST_KEY_SIGNS:
        raise HooksError(f"{file}: write {_LEAST_KEY_SIGNS} characters or more, as from `openssl rand -hex 32`")
    return key


def hooks() -> dict[str, Hook]:
    """Return the hooks of this platform. Read each time: the file is small, and a key may be changed under way.

    Raises:
        HooksError: see `load`.
    """
    return load(settings.HOOKS_FILE, settings.SELF_URL)
