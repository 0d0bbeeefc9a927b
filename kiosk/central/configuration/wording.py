"""Settings, values and layers in words for staff."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.configuration.models import Layer
from kiosk.central.configuration.reports import Agreement
from kiosk.central.fleet.models import District

SETTING_NAMES: Mapping[str, Promise] = {
    "language": _("初始语言"),
    "other_language": _("允许切换语言"),
    "elder": _("默认长辈版"),
    "home_idle_s": _("首页无人操作返回（秒）"),
    "open_hours": _("每日开放时间"),
    "hidden_services": _("隐藏的事项"),
    "log_level": _("日志级别"),
}
SETTING_HELP: Mapping[str, Promise] = {
    "language": _("每位居民开始时的界面语言"),
    "other_language": _("关闭后不显示语言切换键"),
    "elder": _("每位居民开始时即为大字版"),
    "home_idle_s": _("15–60 秒；不能长于出厂值，以免留下他人操作的画面"),
    "open_hours": _("如 08:30-17:30；此外的时间不能开始办理，已开始的可办完"),
    "hidden_services": _("每行一个，部门/事项，如 housing/provident-fund-statement"),
    "log_level": _("INFO 为常规；WARNING 只记警告与错误"),
}
AGREEMENT_NAMES: Mapping[Agreement, Promise] = {
    Agreement.SAME: _("一致"),
    Agreement.WAITING: _("待生效"),
    Agreement.REFUSED: _("被拒绝"),
}
_LANGUAGES = {"zh": _("中文"), "en": _("英文")}


def value_words(value: Any) -> str:
    """Return a value as staff read it; a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return "、".join(value) or gettext("（无）")
    return str(_LANGUAGES.get(value, value))


def scope_words(layer: str, scope: str) -> str:
    """Return a layer with what it is about: 行政区 江岸区."""
    name = str(Layer(layer).label)
    if layer == Layer.DISTRICT:
        district = District.objects.filter(pk=scope).first()
        return f"{name} {district or scope}"
    return f"{name} {scope}".strip()
