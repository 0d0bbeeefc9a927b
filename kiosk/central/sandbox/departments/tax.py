"""The demo's tax office: XML in GB 18030 below a fixed root, as systems of its age have, and a key in a header.

Income of a month is declared by the employer between the 8th and the 13th of the next one; the tax is paid a day later.
"""

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

_OFFICE = "武汉示范税务局第一税务所"


@troubled("tax")
def paid(request: HttpRequest, stale: bool) -> HttpResponse:  # noqa: FBT001 - the shape of every department
    """`nsrxm`, `zjhm`, `nd` (year) → declared income and tax of each month. RTN_NODATA when nothing was declared."""
    if not _key_holds(request):
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


@troubled("tax")
def record(request: HttpRequest, stale: bool) -> HttpResponse:  # noqa: FBT001 - the shape of every department
    """`nsrxm`, `zjhm`, `skssqq`, `skssqz` (YYYY-MM) → what was paid for these months, oldest first (纳税记录).

    RTN_NONSR: nobody of this name and number was ever declared; RTN_NODATA: nothing was in these months.
    """
    if not _key_holds(request):
        return _says({"rtnCode": "RTN_AUTH"})
    try:
        body = read(request.body, "xml", "gb18030")
        asked = Asked(name=body["nsrxm"], number=body["zjhm"])
        first, last = Month.read(body["skssqq"]), Month.read(body["skssqz"])
    except (Unreadable, ValueError, KeyError):
        return _says({"rtnCode": "RTN_PARAM"})
    index, today = place_of(asked, demo_persons(settings.DEMO_PERSONS_FILE)), Month.of(timezone.localdate())
    account = None if index is None else facts.account(index, today)
    if index is None or account is None:
        return _says({"rtnCode": "RTN_NONSR"})
    declared = [one for one in facts.months(index, today) if one.month < today - (1 if stale else 0)]
    rows = [one for one in declared if first <= one.month <= last]
    if not rows:
        return _says({"rtnCode": "RTN_NODATA"})
    total = sum(facts.tax_fen(one.base_fen) for one in rows)
    told = {
        "nsrsbh": asked.number,
        "kjywr": account.employer,
        "kjywrsbh": facts.employer_code(account.employer),
        "swjg": _OFFICE,
        "hj": f"{total / 100:.2f}",
        "mx": [_line(one) for one in rows],
    }
    return _says({"rtnCode": "000", "nsxx": told})


def _line(paid: facts.Paid) -> dict[str, str]:
    after = paid.month + 1
    declared_on = 8 + paid.month.ordinal % 6
    return {
        "skssq": f"{paid.month.year}年{paid.month.number:02d}月",
        "sdxm": "工资薪金所得",
        "sbrq": f"{after.year}{after.number:02d}{declared_on:02d}",
        "rkrq": f"{after.year}{after.number:02d}{declared_on + 1:02d}",
        "sjje": f"{facts.tax_fen(paid.base_fen) / 100:.2f}",
    }


def _key_holds(request: HttpRequest) -> bool:
    key = keys.read(settings.SECRETS_DIR, keys.TAX)
    return hmac.compare_digest(key.encode(), request.headers.get("X-Access-Key", "").encode())


def _says(value: dict[str, Any]) -> HttpResponse:
    return HttpResponse(written(value, "xml", "gb18030", "taxML"), content_type="text/xml; charset=gb18030")
