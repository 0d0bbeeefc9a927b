"""The demo's market regulator: companies, who acts for them, and their electronic licences. All invented.

Each of the demo's persons is the legal representative of one company; the next person in config/demo-persons.yaml is
registered as its agent. A licence is a PDF that this department makes, holds and answers for: nobody else may change
a byte of it.
"""

import hashlib
import hmac
import random
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.core import signing
from pydantic import Field

from kiosk.central.sandbox.licence import licence_pdf
from kiosk.central.sandbox.persons import Asked, place_of
from kiosk.central.sandbox.statement import Refusal
from kiosk.protocol.demo import DemoPerson

REVOKED_INDEX = 4
"""The company of this person has lost its licence (吊销)."""
FILES = "{self}/sandbox/market/files/"
"""Where licences are fetched; `{self}` is put in by central's gateway."""
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SALT, _FETCH_WITHIN_S = "sandbox.market.licence", 300
_TRADES = (
    ("商贸", "日用百货、文具用品、办公设备的批发兼零售；货物进出口。"),
    ("餐饮", "餐饮服务；食品销售；会议及展览服务。"),
    ("软件", "软件开发；信息系统集成服务；信息技术咨询服务；数据处理和存储支持服务。"),
    ("建筑", "房屋建筑和市政基础设施项目工程总承包；建筑装饰装修工程施工；建筑材料销售。"),
)

Copy = Literal["original", "duplicate"]
_COPIES: dict[Copy, str] = {"original": "正本", "duplicate": "副本"}


class CompanyRequest(Asked):
    """`code`: the company's unified social credit code (GB 32100)."""

    code: Annotated[str, Field(repr=False)]


class LicenceRequest(CompanyRequest):
    """`copy_id`: which of the two."""

    copy_id: Copy


def company(request: CompanyRequest, persons: Sequence[DemoPerson]) -> dict[str, Any]:
    """Return what the register says of a company, to whoever acts for it. Days as `YYYY-MM-DD`.

    Raises:
        Refusal: `no_company`, `not_entitled`, `revoked`.
    """
    index = _entitled(request, persons)
    known = company_of(index, persons[index])
    copies = [
        {"id": one, "name": name, "number": f"{known['number']}-{one[0].upper()}"} for one, name in _COPIES.items()
    ]
    asking = "legal" if place_of(request, persons) == index else "agent"
    return {**known, "asking": asking, "copies": copies}


def licence(request: LicenceRequest, persons: Sequence[DemoPerson]) -> dict[str, Any]:
    """Return the file of a licence: what it is, and where it is fetched, for a few minutes.

    Raises:
        Refusal: as `company`.
    """
    index = _entitled(request, persons)
    pdf = _pdf(index, request.copy_id, persons)
    token = signing.dumps({"company": index, "copy": request.copy_id}, salt=_SALT)
    known = company_of(index, persons[index])
    file = {
        "name": f"营业执照{_COPIES[request.copy_id]}.pdf",
        "media_type": "application/pdf",
        "size": len(pdf),
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "url": f"{FILES}{token}.pdf",
    }
    return {"number": known["number"], "issued": known["approved"], "file": file}


def licence_file(token: str, persons: Sequence[DemoPerson]) -> bytes:
    """Return the bytes of the licence that `licence` told of.

    Raises:
        Refusal: `no_file`: a token that is not ours, or too old.
    """
    try:
        known = signing.loads(token, salt=_SALT, max_age=_FETCH_WITHIN_S)
    except signing.BadSignature:
        raise Refusal("no_file", "no such file, or it is too late for it") from None
    return _pdf(known["company"], known["copy"], persons)


def code_of(index: int) -> str:
    """Return the credit code of company `index`: in a division that is assigned to nobody, with a valid check sign."""
    first_17 = f"91420199MADEM{index + 1:04d}"
    total = sum(_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(first_17))
    return first_17 + _ALPHABET[-total % 31]


def company_of(index: int, person: DemoPerson) -> dict[str, Any]:
    """Return the company whose legal representative is `person`, with index `index` (from 0)."""
    dice = random.Random(f"market/{index}")
    trade, scope = _TRADES[index % len(_TRADES)]
    founded = f"{dice.randint(2004, 2023)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    return {
        "code": code_of(index),
        "name": f"武汉示例{'甲乙丙丁戊己庚辛壬癸'[index % 10]}{trade}有限公司",
        "kind": "有限责任公司（自然人投资或控股）",
        "representative": person.name or person.name_en,
        "capital": f"{dice.choice((50, 100, 500, 1000))}万元人民币",
        "founded": founded,
        "address": f"武汉市示范区样例大道{dice.randint(1, 299)}号",
        "scope": scope,
        "authority": "武汉市示范区市场监督管理局",
        "approved": f"2026-{dice.randint(1, 9):02d}-{dice.randint(1, 28):02d}",
        "number": f"420199{dice.randrange(10**9):09d}",
    }


def _entitled(request: CompanyRequest, persons: Sequence[DemoPerson]) -> int:
    """Return the index of the company that `request` asks for, if whoever asks acts for it."""
    code = request.code.strip().upper().encode()
    index = next((one for one in range(len(persons)) if hmac.compare_digest(code_of(one).encode(), code)), None)
    if index is None:
        raise Refusal("no_company", "no company has that code")
    if place_of(request, persons) not in {index, (index + 1) % len(persons)}:
        raise Refusal("not_entitled", "neither the legal representative nor a registered agent")
    if index == REVOKED_INDEX:
        raise Refusal("revoked", "the licence was revoked")
    return index


def _pdf(index: int, copy: Copy, persons: Sequence[DemoPerson]) -> bytes:
    known = company_of(index, persons[index])
    return licence_pdf(tuple(known.items()), copy, _COPIES[copy])
