"""Sending what is due, by the mail server or gateway that central was told of."""

import smtplib
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from kiosk.central.mail import service
from kiosk.central.mail.letter import letter
from kiosk.central.mail.message import message
from kiosk.central.mail.models import Delivery

_FOR_GOOD = 500
State = Delivery.State


def send_due(now: datetime, connect: Callable[[], BaseEmailBackend] = get_connection) -> int:
    """Send what is due; return how many were sent. Nothing that is logged or kept of a failure names anybody."""
    sent = 0
    for delivery in service.due(now):
        if service.take(delivery):
            by_mail = delivery.way == Delivery.Way.EMAIL
            sent += _mail(delivery, now, connect) if by_mail else message(delivery, now)
    return sent


def _mail(delivery: Delivery, now: datetime, connect: Callable[[], BaseEmailBackend]) -> bool:
    try:
        if not settings.EMAIL_HOST:
            raise ConnectionError("no mail server is set up")
        backend = connect()
        backend.open()
    except (OSError, smtplib.SMTPException) as error:  # nothing of the mail has left
        service.put_off(delivery, now, _plain(error))
        return False
    try:
        letter(delivery, backend).send()
    except smtplib.SMTPException as error:
        _refused(delivery, now, error)
        return False
    except OSError as error:
        service.end(delivery, State.DOUBTFUL, _plain(error))
        return False
    finally:
        backend.close()
    service.end(delivery, State.SENT)
    return True


def _refused(delivery: Delivery, now: datetime, error: smtplib.SMTPException) -> None:
    code = _code(error)
    if code is None:
        service.end(delivery, State.DOUBTFUL, _plain(error))
    elif code >= _FOR_GOOD:
        service.end(delivery, State.REFUSED, f"the mail server answered {code}")
    else:
        service.put_off(delivery, now, f"the mail server answered {code}")


def _code(error: smtplib.SMTPException) -> int | None:
    """Return what the server answered; None when it did not."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


def _plain(error: Exception) -> str:
    """Say what was raised without its words: a server's answer quotes the address."""
    return type(error).__name__
