"""The demo's social security: JSON in an envelope with a code, sums in fen, months as YYYYMM, signed by HMAC."""

import hashlib
import hmac
import json
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from kiosk.central.sandbox.departments import facts, keys
from kiosk.central.sandbox.departments.trouble import troubled
from kiosk.central.sandbox.months import Month
from kiosk.central.sandbox.persons import Asked, place_of
from kiosk.central.sandbox.views import demo_persons

_SKEW_S = 300
_KINDS = ("企业职工基本养老保险", "失业保险", "工伤保险")
"""What an employer pays for, all three in the same months."""


def _says(code: str, message: str, data: dict[str, Any] | None = None) -> HttpResponse:
    return JsonResponse({"code": code, "msg": message, **({"data": data} if data else {})})


@troubled("social-security")
def insured(request: HttpRequest, stale: bool) -> HttpResponse:  # noqa: FBT001 - the shape of every department
    """`xm`, `sfzh`, `ksny`, `jsny` → the insured months of that period. 1001 no such person, 1002 none."""
    if not _signature_holds(request):
        return _says("9001", "签名错误")
    try:
        body = json.loads(request.body)
        asked = Asked(name=body["xm"], number=body["sfzh"])
        first, last = (Month.read(f"{body[name][:4]}-{body[name][4:]}") for name in ("ksny", "jsny"))
    except (ValueError, KeyError, TypeError):
        return _says("9002", "参数错误")
    persons = demo_persons(settings.DEMO_PERSONS_FILE)
    index, today = place_of(asked, persons), Month.of(timezone.localdate()) - (1 if stale else 0)
    account = None if index is None else facts.account(index, today)
    if index is None or account is None:
        return _says("1001", "无参保信息")
    paid = list(facts.months(index, today))
    rows = [one for one in paid if first <= one.month <= last]
    if not rows:
        return _says("1002", "该时段无缴费记录")
    return _says(
        "0000",
        "成功",
        {
            "grbh": f"4201{index + 1:08d}",
            "dwmc": account.employer,
            "tyshxydm": facts.employer_code(account.employer),
            "cbzt": (state := "1" if account.state == "正常" else "2"),
            "kzt": "1",
            "ljys": len(paid),
            "xz": [{"xzmc": kind, "cbzt": state, "scny": str(paid[0].month).replace("-", "")} for kind in _KINDS],
            "mx": [{"ny": str(one.month).replace("-", ""), "jfjs": one.base_fen, "jfbz": "Y"} for one in rows],
        },
    )


def _signature_holds(request: HttpRequest) -> bool:
    told = {name: request.headers.get(f"X-Gov-{name}", "") for name in ("Timestamp", "Nonce", "Signature")}
    if not told["Timestamp"].isdigit() or abs(int(told["Timestamp"]) - time.time()) > _SKEW_S:
        return False
    digest = hashlib.sha256(request.body).hexdigest()
    lines = (request.method or "", request.get_full_path(), told["Timestamp"], told["Nonce"], digest)
    key = keys.read(settings.SECRETS_DIR, keys.SOCIAL_SECURITY).encode()
    return hmac.compare_digest(hmac.new(key, "\n".join(lines).encode(), "sha256").hexdigest(), told["Signature"])
