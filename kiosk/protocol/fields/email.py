"""email: an address of electronic mail."""

from typing import Literal

from kiosk.protocol.fields.field import FormField


class EmailField(FormField):
    """Value: the address in small letters."""

    kind: Literal["email"]
