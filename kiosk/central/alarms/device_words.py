"""What a terminal says of its devices, in the words of staff: names of parts and troubles as alarms have them."""

from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drivers.status import DeviceState
from kiosk.central.alarms.sources import source_name
from kiosk.central.alarms.table import table

DEVICE_STATES: Mapping[str, Promise] = {
    DeviceState.ONLINE: _("正常"),
    DeviceState.OFFLINE: _("连接不上"),
    DeviceState.POWER_OFF: _("未通电"),
    DeviceState.NO_DEVICE: _("未安装"),
    DeviceState.HARDWARE_ERROR: _("硬件故障"),
    DeviceState.USER_ERROR: _("等待人工处理"),
    DeviceState.DEVICE_BUSY: _("使用中"),
    DeviceState.FRAUD_ATTEMPT: _("有人破坏"),
    DeviceState.POTENTIAL_FRAUD: _("疑似破坏"),
    DeviceState.STARTING: _("正在启动"),
}


def faults_in_words(faults: Mapping[str, Collection[str]]) -> str:
    """Return `文件打印机: 缺纸` for each device in trouble. A code of a newer terminal is its own word."""
    named = (
        f"{source_name(role)}: {'、'.join(str(table().meaning(role, code).name) for code in codes)}"
        for role, codes in faults.items()
        if codes
    )
    return "；".join(named)


def devices_in_words(devices: Mapping[str, str]) -> str:
    """Return `身份证读卡器: 正常` for each device, by the XFS state that it was told with."""
    return "；".join(f"{source_name(role)}: {DEVICE_STATES.get(state, state)}" for role, state in devices.items())
