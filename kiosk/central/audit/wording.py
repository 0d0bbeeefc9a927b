"""What staff call an event: its verb, and the record that it is about, in words of the page's language."""

from types import MappingProxyType

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS = MappingProxyType(
    {
        # what any record can meet
        "create": _("新建"),
        "change": _("修改"),
        "delete": _("删除"),
        "export": _("导出"),
        "read": _("查阅"),
        "assign": _("指派"),
        "comment": _("备注"),
        "done": _("完成"),
        # where one kind of record has a word of its own
        "terminal.revoke": _("吊销终端"),
        "terminal.change": _("修改终端"),
        "place.create": _("新建地点"),
        "place.change": _("修改地点"),
        "place.delete": _("删除地点"),
        "rollout.done": _("推送完成"),
        "redress.assign": _("指派差评"),
        "staff.create": _("新建人员"),
        "staff.change": _("修改人员"),
        "staff.delete": _("删除人员"),
        "role.create": _("新建角色"),
        "role.change": _("修改角色"),
        "role.delete": _("删除角色"),
        # terminals
        "enrol": _("终端登记"),
        "approve": _("批准终端"),
        "revoke": _("吊销"),
        "rotate_key": _("轮换密钥"),
        "ask_to_rotate_key": _("要求轮换密钥"),
        "late_records": _("接收原主机补报"),
        "end_late_records": _("终止原主机补报"),
        "out_of_service": _("暂停服务"),
        "in_service": _("恢复受理"),
        "give": _("下达指令"),
        "cancel": _("取消"),
        "download": _("下载附件"),
        "take_back": _("撤回变更"),
        # alarms, departments, records
        "acknowledge": _("确认告警"),
        "clear": _("人工消除"),
        "begin": _("开始静音"),
        "end": _("结束静音"),
        "again": _("重新发送"),
        "disable": _("停用接口"),
        "enable": _("启用接口"),
        "reset_breaker": _("解除熔断"),
        "refund": _("退款"),
        "replay": _("重新受理"),
        "rule": _("核实认定"),
        # publishing
        "make": _("生成"),
        "uploaded": _("提交事项"),
        "examining": _("检查中"),
        "ready": _("事项检查通过"),
        "refused": _("事项检查未通过"),
        "rejected": _("退回事项"),
        "withdrawn": _("撤回事项"),
        "superseded": _("被新的取代"),
        "tidied": _("清理旧文件"),
        "drawn_up": _("拟稿"),
        "signed": _("签署"),
        "published": _("签署发布"),
        "outdated": _("已过时"),
        "stuck": _("发布登记受阻"),
        # rollout
        "record": _("登记发布"),
        "plan": _("计划推送"),
        "go": _("开始推送"),
        "pause": _("暂停推送"),
        "resume": _("继续推送"),
        "proceed": _("提前进入下一批"),
        "stop": _("停止推送"),
        "return": _("推送回退"),
        "tell": _("通知终端"),
        "halt": _("推送自动中止"),
        "returned": _("推送已回退"),
        "soak": _("进入观察"),
        "next_ring": _("进入下一批"),
        # ratings
        "default": _("默认评价"),
        "open": _("差评立项"),
        "reply": _("答复差评"),
        "call_back": _("回访差评"),
        "re_rate": _("登记再次评价"),
        "send_back": _("退回重办"),
        "close": _("办结差评"),
        "mail": _("邮件已通知"),
        "mail_failed": _("邮件未送达"),
        # staff, the audit itself, retention
        "login": _("登录"),
        "logout": _("退出登录"),
        "login-failed": _("登录失败"),
        "password": _("修改密码"),
        "password-again": _("再次输入密码"),
        "second-factor": _("双重验证"),
        "second-factor-failed": _("双重验证失败"),
        "second-factor-reset": _("重置双重验证"),
        "verify": _("核验"),
        "archived": _("移入归档"),
        "copied": _("复制归档"),
        "deleted": _("到期删除"),
        "erased": _("清除个人信息"),
        "forgotten": _("归档到期销毁"),
    }
)
"""By an event's action, or by the last part of it."""


def verb(action: str) -> str | Promise:
    """Return what staff call an action such as `terminal.approve`; one of a newer platform goes by its code."""
    return VERBS[action] if action in VERBS else VERBS.get(action.rpartition(".")[2], action)


def noun(object_type: str) -> str | Promise:
    """Return what staff call such records, by the model's label; a model that is gone goes by its label."""
    try:
        model = apps.get_model(object_type)
    except (LookupError, ValueError):
        return object_type
    return model._meta.verbose_name or object_type  # noqa: SLF001 - Django's documented model API
