"""As many services as a city has themes for, on a played stage."""

from datetime import datetime

from kiosk.engine.availability import CLOSED
from kiosk.protocol.civil_time import CHINA
from kiosk.protocol.header import Fee, Origin
from kiosk.shell.stage import ServiceCard
from kit.packages import real_package

_SERVICES = {
    "housing": [
        ("fund-statement", "住房公积金缴存明细打印", "Housing fund statement"),
        ("fund-loan", "住房公积金贷款查询", "Housing fund loan"),
        ("rent", "公租房资格查询", "Public rental housing"),
    ],
    "social_security": [
        ("pension", "养老保险参保证明", "Pension insurance proof"),
        ("medical", "医疗保险缴费记录", "Medical insurance record"),
        ("unemployment", "失业保险待遇查询", "Unemployment benefits"),
        ("card", "社会保障卡制卡进度", "Social security card progress"),
    ],
    "real_estate": [
        ("result", "不动产登记结果查询", "Property registration result"),
        ("certificate", "不动产权属证明", "Property ownership proof"),
    ],
    "business": [("licence", "营业执照打印", "Business licence")],
    "civil_affairs": [("marriage", "婚姻登记记录证明", "Marriage record")],
    "tax": [("record", "个人所得税纳税记录", "Income tax record")],
    "archives": [("housing", "房屋档案查询证明", "Housing archive proof")],
}


def many_services() -> list[ServiceCard]:
    """Return thirteen services: one is closed for the night, one costs something, one belongs to another city."""
    return [_card(theme, name, zh, en) for theme, services in _SERVICES.items() for name, zh, en in services]


def _card(theme: str, name: str, zh: str, en: str) -> ServiceCard:
    package = real_package()
    service = f"{theme.replace('_', '-')}/{name}"
    changed: dict[str, object] = {"service": service, "theme": theme, "keywords": ()}
    texts = {
        "zh": {**package.texts["zh"], "title": zh, "summary": "凭身份证当场打印", "fee": "工本费", "place": "长沙市"},
        "en": {**package.texts["en"], "title": en, "summary": "Printed at once with your ID card", "place": "Changsha"},
    }
    if name == "certificate":
        changed["fees"] = (Fee(id="copy", name="fee", amount="10.00"),)
    if name == "medical":
        changed["origin"] = Origin(division="430100", place="place")
    flow = package.flow.model_copy(update=changed)
    if name == "pension":
        return ServiceCard(service, flow, texts, CLOSED, datetime(2026, 11, 25, 8, 30, tzinfo=CHINA))
    return ServiceCard(service, flow, texts, None)
