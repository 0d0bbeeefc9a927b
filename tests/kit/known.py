"""What a resident's phone shows: a code of the demo's e-credential, and the messages that came."""

import re

import requests

from kiosk.desk.cards import load_persons
from kit.patience import until
from kit.town import Town

ARRIVES_S = 60.0


def on_phone(town: Town, person: int) -> str:
    """Return a fresh code, as the demo's phone shows it."""
    page = requests.get(f"{town.central.url}/sandbox/identity/phone/{person}", timeout=ARRIVES_S).text
    found = re.search(r"ECRED:[\w-]+", page)
    assert found is not None
    return found[0]


def message(town: Town, person: int) -> str:
    """Return the newest code by message, once it has come."""
    phone, found = load_persons()[person - 1].phone, list[str]()

    def came() -> bool:
        page = requests.get(f"{town.central.url}/sandbox/messages/{phone}", timeout=ARRIVES_S).text
        found[:] = re.findall(r"验证码 (\d{6})", page)
        return bool(found)

    until(came, timeout_s=ARRIVES_S)
    return found[0]
