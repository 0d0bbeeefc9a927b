"""citizen_number: the number of a resident ID card (GB 11643)."""

from typing import Literal

from kiosk.protocol.fields.field import FormField


class CitizenNumberField(FormField):
    """Value: the 18 signs, the last a digit or `X`; its birth date is real and its check sign right."""

    kind: Literal["citizen_number"]
