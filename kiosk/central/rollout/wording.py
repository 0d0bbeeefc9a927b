"""What the machine means, in words for staff."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.rollout.judging import Finding, Measure
from kiosk.central.rollout.machine import Command, Wait
from kiosk.central.rollout.observing import NEVER_SEEN
from kiosk.central.rollout.plan import Ring

MEASURES: dict[Measure, Promise] = {
    "activations": _("启用失败"),
    "self_tests": _("自检失败"),
    "faults": _("因故障中止"),
    "abandonment": _("中途放弃"),
}
COMMANDS: dict[Command, Promise] = {
    Command.GO: _("开始推送"),
    Command.PAUSE: _("暂停推送"),
    Command.RESUME: _("继续"),
    Command.PROCEED: _("提前进入下一批"),
    Command.STOP: _("紧急停止"),
    Command.RETURN: _("全部回退"),
}
EVENTS: dict[str, Promise] = {
    **{f"rollout.{command.value}": words for command, words in COMMANDS.items()},
    "rollout.plan": _("计划推送"),
    "rollout.tell": _("通知终端"),
    "rollout.soak": _("开始观察"),
    "rollout.next_ring": _("进入下一批"),
    "rollout.halt": _("自动中止"),
    "rollout.returned": _("已回退"),
    "rollout.done": _("已完成"),
    "rollout.superseded": _("被更新的发布取代"),
}
CONSEQUENCES: dict[Command, Promise] = {
    Command.GO: _("第一批终端将在下一次心跳时得到通知，并在无人办事时启用新版本。"),
    Command.PAUSE: _("不再通知其他终端；已通知的终端照常启用。期间指标仍在评估，异常时照常自动中止。"),
    Command.RESUME: _("从暂停处继续；暂停的时间不计入观察时间。"),
    Command.PROCEED: _("不再等待本批的样本和观察时间，立即通知下一批终端。"),
    Command.STOP: _("立即停止：尚未启用的终端保持原版本，已启用的终端保持新版本，直到您选择回退。"),
    Command.RETURN: _("所有已通知的终端回到此前的版本，不需要密钥；离线终端恢复联络后自动回退。"),
}
STATE_HINTS: dict[str, Promise] = {
    "planned": _("等待开始。终端已改为更频繁地联络，开始后很快就能全部收到通知。"),
    "running": _("正在通知本批终端并等待其启用。"),
    "soaking": _("本批终端已启用，正在观察办件情况。"),
    "paused": _("已暂停：不再通知其他终端。"),
    "halted": _("指标异常，已自动中止，等待人工决定是否回退。"),
    "returning": _("正在回退到此前的版本。"),
    "returned": _("已全部回到此前的版本。"),
    "stopped": _("已人工停止。"),
    "done": _("已推送到全部可接收的终端。"),
}


def ring_name(ring: Ring) -> str:
    if ring.percent == 0:
        return gettext("试点终端")
    return gettext("全部终端") if ring.percent == 100 else f"{ring.percent:g} %"


def ring_needs(ring: Ring) -> str:
    """Say what must have happened before the next ring is told."""
    values = {"terminals": ring.minimum_terminals, "sessions": ring.minimum_sessions, "soak": duration(ring.soak_s)}
    return gettext("≥ %(terminals)d 台，≥ %(sessions)d 件，观察 %(soak)s") % values


def wait_words(wait: Wait) -> str:
    """Say what a ring waits for."""
    numbers = {"have": f"{wait.have:.0f}", "want": f"{wait.want:.0f}"}
    if wait.what == "terminals":
        return gettext("已启用 %(have)s 台，至少需要 %(want)s 台") % numbers
    if wait.what == "settled":
        return gettext("%(want)s 台在线终端中 %(have)s 台已有结果") % numbers
    if wait.what == "sessions":
        return gettext("新版本办件 %(have)s 件，至少需要 %(want)s 件") % numbers
    if wait.what == "soak":
        return gettext("已观察 %(have)s，需要 %(want)s") % {"have": duration(wait.have), "want": duration(wait.want)}
    measure = MEASURES[wait.finding.measure] if wait.finding else ""
    return gettext("“%(measure)s”超出限值，样本尚不足以自动中止，请人工判断") % {"measure": measure}


def verdict(finding: Finding) -> str:
    if not finding.of:
        return gettext("尚无样本")
    if finding.significant:
        return gettext("显著异常")
    return gettext("超出限值") if finding.above else gettext("正常")


def reason_words(reason: str) -> str:
    """Say why a terminal is left out: it was never heard of, or which service it would lose for lack of what."""
    return gettext("尚未联络") if reason == NEVER_SEEN else reason


def duration(seconds: float) -> str:
    """Return hours and minutes, or minutes and seconds."""
    whole = int(seconds)
    if whole >= 3600:
        return gettext("%(hours)d 小时 %(minutes)d 分") % {"hours": whole // 3600, "minutes": whole % 3600 // 60}
    return gettext("%(minutes)d 分 %(seconds)d 秒") % {"minutes": whole // 60, "seconds": whole % 60}
