"""phone: a mobile number of the mainland."""

from typing import Literal

from kiosk.protocol.fields.field import FormField


class PhoneField(FormField):
    """Value: the 11 digits."""

    kind: Literal["phone"]
