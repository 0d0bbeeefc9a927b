"""What a department answers in the feature flow `show`: as many rows, and as long texts, as a test wants."""

from typing import Any

FIRM = "武汉示例光电科技有限公司"
LONG_FIRM = "中国（湖北）自由贸易试验区武汉片区示例智能制造与光电子信息产业技术研究开发有限责任公司"
CASE: dict[str, Any] = {
    "holder": "陈示例",
    "account": "420100012345",
    "unit": FIRM,
    "since": "2015-07-01",
    "balance": "104234.50",
    "total": "1500.00",
    "stage": "accepted",
    "received_on": "2026-11-02",
    "accepted_on": "2026-11-05",
    "expected_on": "2026-12-01",
}


def rows(count: int, firm: str = FIRM) -> list[dict[str, Any]]:
    """Return `count` rows, each of the month before."""
    last = 2026 * 12 + 10
    return [
        {
            "month": f"{number // 12}-{number % 12 + 1:02d}",
            "firm": firm,
            "by_firm": f"{1500 + last - number}.00",
            "pieces": last - number,
            "number": f"4201991988031{number % 100000:05d}",
        }
        for number in range(last, last - count, -1)
    ]


def case(count: int = 1, **changes: Any) -> dict[str, Any]:
    """Return the whole answer, with `count` rows."""
    return {**CASE, "rows": rows(count), **changes}
