"""The resident's phone of a walk: it opens what the code on the screen says, and pays there."""

import requests

from kiosk.walk.errors import WalkError

_TIMEOUT_S = 10.0


def pay(code: str) -> None:
    """Pay by the page that `code` leads to, as the demo's payment system has it.

    Raises:
        WalkError: it leads nowhere, or nothing can be paid there.
    """
    try:
        answer = requests.post(code, timeout=_TIMEOUT_S)
    except requests.RequestException as error:
        raise WalkError(f"the phone could not pay: {type(error).__name__}") from None
    if not answer.ok:
        raise WalkError(f"the phone could not pay: the page answered {answer.status_code}")
