"""date_range: from one day to another."""

from typing import Literal

from kiosk.protocol.fields.field import FormField
from kiosk.protocol.notation import Expression


class DateRangeField(FormField):
    """Value: `{first, last}`, days as `YYYY-MM-DD`, both included. `earliest` and `latest` bound both of them."""

    kind: Literal["date_range"]
    earliest: Expression | None = None
    latest: Expression | None = None
