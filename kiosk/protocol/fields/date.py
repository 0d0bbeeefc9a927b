"""date: a day of the calendar."""

from typing import Literal

from kiosk.protocol.fields.field import FormField
from kiosk.protocol.notation import Expression


class DateField(FormField):
    """Value: the day as `YYYY-MM-DD`. `earliest` and `latest` are CEL that give days, both allowed."""

    kind: Literal["date"]
    earliest: Expression | None = None
    latest: Expression | None = None
