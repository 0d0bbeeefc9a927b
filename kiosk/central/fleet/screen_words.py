"""What a terminal shows right now, in words: the title of its step, or what such steps are for.

A heartbeat says `<step kind>/<step id>` and not of which service, so that a title counts only where all services that
the terminal runs call their step of this id the same.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.reports.words import titles_of_step

KINDS: dict[str, Promise] = {
    "notice": _("办理须知"),
    "identify": _("核对身份"),
    "verify_face": _("人脸核验"),
    "choose": _("选择"),
    "form": _("填写"),
    "call": _("等待部门答复"),
    "show": _("查看内容"),
    "capture": _("拍摄材料"),
    "sign": _("签名"),
    "review": _("核对文件"),
    "pay": _("缴费"),
    "issue": _("打印文件"),
    "send": _("发送电子回执"),
    "summary": _("打印凭条"),
    "rate": _("评价"),
    "end": _("办理结束"),
}


def in_words(screen: str, flows: Mapping[str, int]) -> str:
    """Return what staff read; a kind of step that only a newer terminal has is named by itself.

    Args:
        screen: as the terminal said it; empty when nobody is served.
        flows: what it runs, service to version.
    """
    if not screen:
        return gettext("无人办理")
    kind, _slash, step = screen.partition("/")
    does = str(KINDS.get(kind, kind))
    titles = titles_of_step(flows, step)
    return f"{does}：{titles.pop()}" if len(titles) == 1 else does
