"""What staff call the parts of a terminal that alarms come from."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drivers.faults import Role
from kiosk.central.alarms.models import OWN
from kiosk.central.audit.service import SYSTEM

SOURCE_NAMES: dict[str, Promise] = {
    Role.ID_CARD: _("身份证读卡器"),
    Role.SOCIAL_CARD: _("社保卡读卡器"),
    Role.DOCUMENT_PRINTER: _("文件打印机"),
    Role.RECEIPT_PRINTER: _("凭条打印机"),
    Role.FACE_CAMERA: _("人像摄像头"),
    Role.CODE_SCANNER: _("扫码器"),
    Role.DOCUMENT_CAMERA: _("高拍仪"),
    Role.CABINET: _("机柜"),
    Role.UPS: _("不间断电源"),
    "updates": _("事项更新"),
    "ledger": _("业务账本"),
    "terminal": _("终端程序"),
    OWN: _("中心平台"),
}


def source_name(source: str) -> str:
    """Return what staff call it; a part of a newer terminal has its own name only."""
    return str(SOURCE_NAMES.get(source, source))


def speaker_name(who: str) -> str:
    """Return what staff call whoever did something: a user name as it is, the platform and terminals by their words."""
    if who == SYSTEM:
        return source_name(OWN)
    return who.removeprefix("terminal:")
