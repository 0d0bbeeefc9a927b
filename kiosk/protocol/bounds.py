"""Bounds of what crosses between terminal and central: what lies outside of them is no word of the platform's."""

from typing import Annotated

from pydantic import Field

LATEST_S = 2**32
"""The year 2106. What is later is a mistake, and not every clock or database can hold it."""

UnixSeconds = Annotated[int, Field(ge=0, le=LATEST_S, description="s since 1970")]
TerminalId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,20}$", description="stands in serials, too")]
KeyId = Annotated[str, Field(pattern=r"^[!-~]{1,60}$", description="stands in each signature")]
QrText = Annotated[str, Field(max_length=512, description="fits into a QR code that phones read from a screen")]
