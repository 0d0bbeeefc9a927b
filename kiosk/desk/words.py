"""The desk's own words, Chinese and English. Residents never see them; they read the terminal's texts."""

from dataclasses import dataclass

from drivers.faults import Fault, Role


@dataclass(frozen=True)
class Words:
    zh: str
    en: str


TITLE = Words("虚拟硬件台", "Virtual hardware desk")
SUBTITLE = Words(
    "终端连线的另一端：真实协议，可以随手操作",
    "The other ends of the terminal's wires: real protocols, yours to play with",
)
CARDS = Words("证件", "Cards — drag one onto the reader, or tap it")
READER_EMPTY = Words("请将证件放在此处", "Put a card here")
READER_LIFT = Words("轻触取走", "Tap to lift")
WRONG_CARD_LIES = Words("其他卡片", "Some other card")
FAULTS = Words("设置故障", "Make trouble")
PLUG = Words("接通", "Plugged in")
PAPER_LOW = Words("纸将尽", "Paper low")
NO_RECEIPT = Words("尚未打印", "Nothing printed yet")
NO_SHEET = Words("出纸盘为空", "The tray is empty")

ROLES = {
    Role.ID_CARD: Words("身份证阅读器", "ID card reader"),
    Role.RECEIPT_PRINTER: Words("凭条打印机", "Receipt printer"),
    Role.DOCUMENT_PRINTER: Words("A4 打印机", "Document printer"),
}
KINDS = {
    "resident": Words("居民身份证", "Resident identity card"),
    "hmt": Words("港澳台居民居住证", "HK·Macao·Taiwan residence permit"),
    "foreign": Words("外国人永久居留身份证", "Foreign permanent resident card"),
}
FAULT_NAMES = {
    Fault.WRONG_CARD: Words("放错卡片", "Wrong card"),
    Fault.CARD_REMOVED: Words("读卡中途取走", "Lifted while read"),
    Fault.CORRUPT_FRAME: Words("数据出错", "Corrupt frames"),
    Fault.NOT_AUTHORISED: Words("安全模块未授权", "SAM not authorised"),
    Fault.PAPER_OUT: Words("缺纸", "Paper out"),
    Fault.PAPER_JAM: Words("卡纸", "Paper jam"),
    Fault.COVER_OPEN: Words("机盖打开", "Cover open"),
    Fault.TONER_OUT: Words("墨粉用尽", "Toner out"),
    Fault.OUTPUT_FULL: Words("出纸盘已满", "Output full"),
    Fault.CUTTER_ERROR: Words("切刀故障", "Cutter error"),
    Fault.HEAD_HOT: Words("打印头过热", "Head too hot"),
    Fault.HARDWARE_ERROR: Words("硬件故障", "Hardware error"),
}
READY = Words("正常", "Ready")
UNPLUGGED = Words("已断开", "Unplugged")


def of_fault(fault: Fault) -> Words:
    """Return the words of a fault that the desk offers."""
    return FAULT_NAMES.get(fault, Words(fault.value, fault.value.replace("_", " ").capitalize()))
