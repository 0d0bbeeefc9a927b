"""The demo's tax office: XML in GB 18030 below a fixed root, as systems of its age have, and a key in a header."""

import hmac
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kiosk.central.gateway.wire import Unreadable, read, written
from kiosk.central.sandbox.departments import facts, keys
from kiosk.central.sandbox.departments.trouble import troubled
from kiosk.central.sandbox.months import Month
from kiosk.central.sandbox.persons import Asked, place_of
from kiosk.central.sandbox.views import demo_persons


@troubled("tax")
def paid(request: HttpRequest, stale: bool) -> HttpResponse:  # noqa: FBT001 - the shape of every department
    """`nsrxm`, `zjhm`, `nd` (year) → declared income and tax of each month. RTN_NODATA when nothing was declared."""
    key = keys.read(settings.SECRETS_DIR, keys.TAX)
    if not hmac.compare_digest(key.encode(), request.headers.get("X-Access-Key", "").encode()):
        return _says({"rtnCode": "RTN_AUTH"})
    try:
        body = read(request.body, "xml", "gb18030")
        asked, year = Asked(name=body["nsrxm"], number=body["zjhm"]), int(body["nd"])
    except (Unreadable, ValueError, KeyError):
        return _says({"rtnCode": "RTN_PARAM"})
    index, today = place_of(asked, demo_persons(settings.DEMO_PERSONS_FILE)), Month.of(timezone.localdate())
    rows = [] if index is None else list(facts.months(index, today - (1 if stale else 0)))
    rows = [one for one in rows if one.month.year == year]
    account = None if index is None else facts.account(index, today)
    if not rows or account is None:
        return _says({"rtnCode": "RTN_NODATA"})
    details = [
        {
            "skssq": f"{one.month.year}年{one.month.number:02d}月",
            "srje": f"{one.base_fen / 100:.2f}",
            "sjje": f"{facts.tax_fen(one.base_fen) / 100:.2f}",
        }
        for one in rows
    ]
    total = sum(facts.tax_fen(one.base_fen) for one in rows)
    told = {"kjywr": account.employer, "kjywrsbh": facts.employer_code(account.employer), "hj": f"{total / 100:.2f}"}
    return _says({"rtnCode": "000", "nsxx": {**told, "mx": details}})


def _says(value: dict[str, Any]) -> HttpResponse:
    return HttpResponse(written(value, "xml", "gb18030", "taxML"), content_type="text/xml; charset=gb18030")
