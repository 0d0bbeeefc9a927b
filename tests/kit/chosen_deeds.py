"""What a department answers in the feature flow `choose`: as many homes and firms, and as long names, as one wants."""

from typing import Any

STREETS = ("示例路", "样本街", "光谷大道", "解放大道", "中山路")
LONG_ADDRESS = (
    "武汉市江岸区示例街道中国湖北自由贸易试验区武汉片区示例智能制造产业园"
    "人才公寓第三期第十二栋第二单元三十二层三二零一室"
)
LONG_USAGE = "城镇住宅用地及地下车位、储藏间等配套用房"
FIRM = {"name": "武汉示例光电科技有限公司", "code": "91420100MA99999994"}


def homes(count: int, address: str = "") -> list[dict[str, Any]]:
    """Return `count` homes, no two alike; every third has no area on record."""
    return [
        {
            "address": address or f"武汉市江岸区{STREETS[number % len(STREETS)]}{number + 1}号2单元{301 + number}室",
            "number": f"鄂（2026）武汉市江岸不动产权第{number + 1:07d}号",
            "code": f"420102{number + 1:05d}",
            "usage": LONG_USAGE if address else "住宅",
            **({"area": f"{60 + number}.25"} if number % 3 else {}),
            "shares": [{"owner": "陈示例", "part": 1}],
        }
        for number in range(count)
    ]


def found(count: int, *, firms: int = 1, address: str = "") -> dict[str, Any]:
    """Return the whole answer."""
    return {"rows": homes(count, address), "firms": [FIRM] * firms}
