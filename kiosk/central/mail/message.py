"""A receipt as a short message, handed to the gateway that central was told of.

The gateway takes an id once, so what nobody knows of is tried again like "not now": it is the same message.
"""

from datetime import datetime

from kiosk.central.mail import service
from kiosk.central.mail.models import Delivery
from kiosk.central.messages.gateway import Gateway, GatewayError, MessageRefused, MessageTrouble, gateway
from kiosk.protocol.mail import MailLine, message_of
from kiosk.protocol.personal import Personal


def message(delivery: Delivery, now: datetime) -> bool:
    """Send it; return whether the gateway took it."""
    text = Personal(message_of(tuple(map(MailLine.model_validate, delivery.lines))))
    try:
        _gateway().send(delivery.mail_id, Personal(delivery.address), text)
    except MessageRefused as error:
        service.end(delivery, Delivery.State.REFUSED, str(error))
        return False
    except (MessageTrouble, GatewayError) as error:
        service.put_off(delivery, now, str(error))
        return False
    service.end(delivery, Delivery.State.SENT)
    return True


def _gateway() -> Gateway:
    line = gateway()
    if line is None:
        raise MessageTrouble("no message gateway is set up")
    return line
