"""A page that nobody laid anywhere and a photo of nobody: for scenarios, for walking every path, to try documents."""

import base64
from collections.abc import Mapping
from typing import Any

from kiosk.engine.photo import CardPhoto, PortraitFile
from kiosk.protocol.personal import Personal
from kiosk.protocol.portraits import portrait_of
from kiosk.protocol.steps import CallStep

IMAGE = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8yb"
    "qmx5moq6T/wAALCAB3AFQBAREA/8QAGgABAQEBAQEBAAAAAAAAAAAAAAMCBAEFBv/EADIQAAEDAQUECgICAwAAAAAAAAEAAgMEERMUU9FUkaHh"
    "BRIVITFBUVKSonGTIkIzcrH/2gAIAQEAAD8A/SIiIiIiIiIvi9I1HSkdbI2mbKYhZ1erFaPAedi5sX017Zv0DRMX017Zv0DRMX017Zv0DRfW6J"
    "kqpaZzqsOEnXIHWb1TZYOa7URERERERERc8rKoyExSsazyBHJYu67OZu5Jd12czdyS7rs5m7kl3XZzN3JLuuzmbuSXddnM3cku67OZu5K8Alaw"
    "iZwc63xHoqIueWokjkLW073gf2FvfwWMXNsj+OiYubZH8dExc2yP46Ji5tkfx0TFzbI/jomLm2R/HRMXNsj+OivBI6Vhc6Mxm2ywqiKUlVDG8s"
    "e+xw8RYVnG0+Z9SmNp8z6lMbT5n1KY2nzPqUxtPmfUpjafM+pTG0+Z9SqRSslb1ozaLbPBbRYdFG42ujYT6kBeXEOUz4hLiHKZ8QlxDlM+IS4h"
    "ymfEJcQ5TPiEuIcpnxCXEOUz4hbaxrBY1oaPQCxeoueWijlkL3OeCfQhY7Oh9z940Ts6H3P3jROzofc/eNE7Oh9z940Ts6H3P3jROzofc/eNE7"
    "Oh9z940V4IWwMLWkkE296oi55WVRkJilY1nkCOSxd12czdyS7rs5m7kl3XZzN3JLuuzmbuSXddnM3cku67OZu5Jd12czdyV4BK1hEzg51viPRU"
    "Rc8tRJHIWtp3vA/sLe/gsYubZH8dExc2yP46Ji5tkfx0TFzbI/jomLm2R/HRMXNsj+OiYubZH8dFeCR0rC50ZjNtlhVEUpKqGN5Y99jh4iwrON"
    "p8z6lMbT5n1KY2nzPqVZrg5ocO8EWheoiIiw6KNxtdGwn1IC8uIcpnxCXEOUz4hLiHKZ8QqAAAACwDyRcxqnvJw8DpWjxd1g0H8eqpDOJSWOa6"
    "OQeLXf8AR6hVRERERc9eXCil6lttnkPLz4K0YaI2hlnVAHVsNvcoVndLTOb/AJLywf6nxXSiIiIiEBwIIBB7iCua6qYf4wSMdH5Nkt/j+CPFbi"
    "gcH3szw+TysFgb+NVZERERERERf//Z"
)
"""A JPEG of grey lines on white, in base64."""

PAGE: dict[str, Any] = {"image": IMAGE, "width_px": 84, "height_px": 119}

PHOTO = CardPhoto(2, 2, b"\x80" * 12)
PORTRAIT = PortraitFile(base64.b64decode(IMAGE))
CROP = Personal(
    base64.b64decode(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71"
        "////m8H////6/+b9//j/wAALCABwAHABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oA"
        "CAEBAAA/ALAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP/9k="
    )
)
"""A JPEG of nothing but grey, as large as the crop of a face."""


def sample_portrait(step: CallStep, reply: Mapping[str, Any]) -> Personal[PortraitFile] | None:
    """Return what stands for the portrait of `reply`, where it says that there is one."""
    name = portrait_of(step.result)
    return Personal(PORTRAIT) if name is not None and reply.get(name) is True else None
