"""What each role may do with alarms."""

_LOOK = ("alarms.view_alarm", "alarms.view_mute", "alarms.view_notice")
_ACT = (*_LOOK, "alarms.change_alarm", "alarms.add_mute")
GRANTS: dict[str, tuple[str, ...]] = {
    "发布员": ("alarms.view_alarm",),
    "区运维员": (*_ACT, "alarms.view_contact", "alarms.add_contact", "alarms.change_contact"),
    "维修技术员": _ACT,
    "窗口人员": ("alarms.view_alarm",),
    "审计员": (*_LOOK, "alarms.view_contact"),
    "管理员": (*_LOOK, "alarms.view_contact", "alarms.add_contact", "alarms.change_contact", "alarms.delete_contact"),
}
