"""credit_code: the unified social credit code of an organisation (GB 32100)."""

from typing import Literal

from kiosk.protocol.fields.field import FormField


class CreditCodeField(FormField):
    """Value: the 18 signs, letters as capitals; its check sign is right."""

    kind: Literal["credit_code"]
