"""The gateway that carries short messages, from messages.yaml and the key file it names.

url: https://sms.example.gov.cn/send     {self} stands for this platform's own address (the demo's sandbox lives there)
key: gateway.key                         file of the secret that says who we are there

The wire, which a city's own gateway speaks or an adapter before it: POST of JSON `{id, to, text}` with
`Authorization: Bearer <key>`; 200 when the message was taken, 400 or 422 when it never will be, and the same `id`
again is the same message.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

import requests
import urllib3
import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.protocol.personal import Personal

_TIMEOUT_S = (2.0, 5.0)
_FOR_GOOD = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)


class GatewayError(Exception):
    """messages.yaml or its key file cannot be used; the text says where and why, and holds no key."""


class MessageTrouble(Exception):  # noqa: N818 - reads as what happened
    """The message was not taken, or nobody knows; the text holds nothing of it."""


class MessageRefused(MessageTrouble):
    """The gateway will never take this message, such as for a number that is none."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    key: str


@dataclass(frozen=True)
class Gateway:
    """Blocks for some seconds at most."""

    url: str
    key: str = field(repr=False)

    def send(self, message_id: str, phone: Personal[str], text: Personal[str]) -> None:
        """Hand a message over; the same `message_id` again, after a trouble, is sent once.

        Raises:
            MessageRefused: it will never be taken.
            MessageTrouble: it was not taken, or nobody knows.
        """
        content = {"id": message_id, "to": phone.reveal(), "text": text.reveal()}
        try:
            with requests.Session() as session:
                session.trust_env = False  # no proxy and no .netrc by surprise
                answer = session.post(
                    self.url,
                    json=content,
                    headers={"Authorization": f"Bearer {self.key}"},
                    timeout=_TIMEOUT_S,
                    allow_redirects=False,  # what is personal goes to the address in the file and to no other
                )
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise MessageTrouble(type(error).__name__) from None
        if answer.status_code in _FOR_GOOD:
            raise MessageRefused(f"the gateway answered {answer.status_code}")
        if answer.status_code != HTTPStatus.OK:
            raise MessageTrouble(f"the gateway answered {answer.status_code}")


def load(file: Path, self_url: str) -> Gateway:
    """Read the gateway of `file`; the key that it names stands beside it.

    Raises:
        GatewayError: something is missing or not what it should be.
    """
    try:
        written = _Written.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        key = (file.parent / written.key).read_text("ascii").strip()
    except OSError as error:
        raise GatewayError(f"{error.filename}: {error.strerror}") from None
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise GatewayError(f"{file}: {places}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise GatewayError(f"{file}: {type(error).__name__}; the key must be a line of ASCII") from None
    if not key:
        raise GatewayError(f"{file}: key names an empty file")
    return Gateway(written.url.replace("{self}", self_url), key)


@lru_cache(maxsize=4)
def _loaded(file: Path, self_url: str) -> Gateway:
    return load(file, self_url)


def gateway() -> Gateway | None:
    """Return the gateway of this platform, read once a process; None where no messages are sent.

    Raises:
        GatewayError: see `load`.
    """
    file = settings.MESSAGES_FILE
    return _loaded(file, settings.SELF_URL) if file.is_file() else None
