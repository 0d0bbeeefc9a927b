"""The desk's own words, Chinese and English. Residents never see them; they read the terminal's texts."""

from dataclasses import dataclass

from drivers.face_camera.stage import Attack, Gesture, Lighting, Position, Standing, Wear
from drivers.faults import Fault, Role
from drivers.lights import Light
from kiosk.desk.state import MatScene


@dataclass(frozen=True)
class Words:
    zh: str
    en: str


TITLE = Words("虚拟硬件台", "Virtual hardware desk")
SUBTITLE = Words(
    "终端连线的另一端：真实协议，可以随手操作",
    "The other ends of the terminal's wires: real protocols, yours to play with",
)
ID_CARDS = Words("身份证件", "ID cards")
SOCIAL_CARDS = Words("社保卡", "Social cards")
CARDS_HINT = Words("拖到读卡器上，或轻触", "Drag one onto its reader, or tap it")
READER_EMPTY = Words("请放身份证", "Put an ID card here")
SOCIAL_EMPTY = Words("请插社保卡", "Put a social card in")
READER_LIFT = Words("轻触取走", "Tap to take it")
WRONG_CARD_LIES = Words("其他卡片", "Some other card")
CONTACTLESS = Words("非接触", "Contactless")
PAPER_LOW = Words("纸将尽", "Paper low")
NO_RECEIPT = Words("尚未打印", "Nothing printed yet")
NO_SHEET = Words("出纸口为空", "The mouth is empty")
TEAR_OFF = Words("撕下凭条", "Tear off")
TAKE_SHEETS = Words("取走文件", "Take the sheets")
SHEETS_LEFT = Words("余纸", "Sheets")
ROLL = Words("纸卷", "Roll")
TONER = Words("墨粉", "Toner")
WATCHED = Words("正在拍摄", "In use")
PERSON = Words("人物", "Person")
SURROUNDINGS = Words("环境", "Around")
ATTACK = Words("冒充", "Attack")
LIT = Words("扫描窗已亮", "Window lit")
MAINS = Words("市电总闸", "Mains")
MAINS_ON = Words("有电", "On")
MAINS_CUT = Words("已断电", "Cut")
BATTERY = Words("电池", "Battery")
TEMPERATURE = Words("柜内", "Inside")
PRESENCE = Words("有人", "Somebody here")

ROLES = {
    Role.ID_CARD: Words("身份证阅读器", "ID card reader"),
    Role.SOCIAL_CARD: Words("社保卡读卡器", "Social card reader"),
    Role.DOCUMENT_PRINTER: Words("A4 打印机", "Document printer"),
    Role.RECEIPT_PRINTER: Words("凭条打印机", "Receipt printer"),
    Role.FACE_CAMERA: Words("人脸摄像头", "Face camera"),
    Role.CODE_SCANNER: Words("扫码器", "Code scanner"),
    Role.DOCUMENT_CAMERA: Words("高拍仪", "Document camera"),
    Role.CABINET: Words("机柜", "Cabinet"),
    Role.UPS: Words("不间断电源", "UPS"),
}
KINDS = {
    "resident": Words("居民身份证", "Resident identity card"),
    "hmt": Words("港澳台居民居住证", "HK·Macao·Taiwan residence permit"),
    "foreign": Words("外国人永久居留身份证", "Foreign permanent resident card"),
}
SOCIAL_CARD = Words("社会保障卡", "Social security card")
FAULT_NAMES = {
    Fault.WRONG_CARD: Words("放错卡片", "Wrong card"),
    Fault.CARD_REMOVED: Words("读卡中途取走", "Lifted while read"),
    Fault.CARD_UNREADABLE: Words("读不出", "Unreadable"),
    Fault.CORRUPT_FRAME: Words("数据出错", "Garbled"),
    Fault.NOT_AUTHORISED: Words("安全模块未授权", "SAM not authorised"),
    Fault.PAPER_OUT: Words("缺纸", "Paper out"),
    Fault.PAPER_JAM: Words("卡纸", "Paper jam"),
    Fault.COVER_OPEN: Words("机盖打开", "Cover open"),
    Fault.TONER_OUT: Words("墨粉用尽", "Toner out"),
    Fault.OUTPUT_FULL: Words("出纸口已满", "Output full"),
    Fault.CUTTER_ERROR: Words("切刀卡住", "Cutter jam"),
    Fault.HEAD_HOT: Words("打印头过热", "Head too hot"),
    Fault.HARDWARE_ERROR: Words("硬件故障", "Defect"),
    Fault.TIMEOUT: Words("不应答", "Silent"),
    Fault.IMAGE_BLACK: Words("镜头遮住", "Covered"),
    Fault.IMAGE_FROZEN: Words("画面冻结", "Frozen"),
    Fault.DOOR_OPEN: Words("柜门打开", "Door open"),
    Fault.TAMPERED: Words("震动撬动", "Shaken"),
    Fault.TOO_HOT: Words("过热", "Too hot"),
    Fault.TOO_COLD: Words("过冷", "Too cold"),
    Fault.ON_BATTERY: Words("市电中断", "Mains cut"),
    Fault.BATTERY_LOW: Words("电量不足", "Battery low"),
    Fault.OVERLOAD: Words("过载", "Overload"),
}
STANDING = {
    Standing.TEACHER: Words("教师", "Teacher"),
    Standing.DOCTOR: Words("医生", "Doctor"),
    Standing.PILOT: Words("飞行员", "Pilot"),
    Standing.TWO: Words("两人", "Two people"),
    Standing.NOBODY: Words("无人", "Nobody"),
}
GESTURES = {
    Gesture.TURN_LEFT: Words("向左转头", "Turn left"),
    Gesture.TURN_RIGHT: Words("向右转头", "Turn right"),
    Gesture.BLINK: Words("眨眼", "Blink"),
    Gesture.OPEN_MOUTH: Words("张嘴", "Open mouth"),
}
LIGHTING = {
    Lighting.DAY: Words("白天", "Day"),
    Lighting.DARK: Words("太暗", "Dark"),
    Lighting.BRIGHT: Words("太亮", "Too bright"),
}
POSITIONS = {
    Position.USUAL: Words("正前方", "In front"),
    Position.NEAR: Words("太近", "Close"),
    Position.FAR: Words("太远", "Far off"),
    Position.ASIDE: Words("偏一侧", "Aside"),
    Position.LOW: Words("坐轮椅", "Wheelchair"),
    Position.TALL: Words("高个子", "Tall"),
}
WEAR = {
    Wear.NOTHING: Words("露脸", "Bare face"),
    Wear.DARK_GLASSES: Words("墨镜", "Dark glasses"),
    Wear.MASK: Words("口罩", "Mask"),
}
ATTACKS = {
    Attack.NONE: Words("本人", "In person"),
    Attack.PHOTO: Words("照片", "Photo"),
    Attack.PHOTO_TURNED: Words("晃动照片", "Photo turned"),
    Attack.PHOTO_BENT: Words("弯曲照片", "Photo bent"),
    Attack.EYE_HOLES: Words("照片挖眼", "Eye holes"),
    Attack.MOUTH_HOLE: Words("照片挖嘴", "Mouth hole"),
    Attack.SCREEN: Words("屏幕翻拍", "Replay"),
    Attack.CUT: Words("瞬间换人", "Swapped"),
    Attack.WALK: Words("走动换人", "Walk-over"),
    Attack.STILL: Words("静止画面", "Still"),
    Attack.SIZES: Words("尺寸乱变", "Any size"),
    Attack.SIZE_CHANGES: Words("尺寸改变", "Size changes"),
}
MAT_SCENES = {
    MatScene.EMPTY: Words("空台", "Empty"),
    MatScene.STRAIGHT: Words("放正", "Straight"),
    MatScene.ASKEW: Words("放斜", "Askew"),
    MatScene.BLURRED: Words("模糊", "Blurred"),
    MatScene.GLARE: Words("反光", "Glare"),
    MatScene.HAND: Words("手压住", "Held"),
    MatScene.CARD: Words("卡片", "A card"),
}
CODES = {
    "credential": Words("电子凭证", "Credential"),
    "link": Words("网址", "Link"),
    "chinese": Words("中文", "Chinese"),
    "long": Words("长文本", "Long text"),
    "garbage": Words("乱码", "Garbage"),
}
LIGHTS = {
    Light.CARD_READER: Words("身份证", "ID card"),
    Light.CONTACTLESS: Words("社保卡", "Social card"),
    Light.DOCUMENT_PRINTER: Words("文件出口", "Documents"),
    Light.RECEIPT_PRINTER: Words("凭条出口", "Receipts"),
    Light.SCANNER: Words("扫码", "Scanner"),
    Light.STATUS_IN_SERVICE: Words("状态", "Status"),
}
READY = Words("正常", "Ready")
UNPLUGGED = Words("已断开", "Unplugged")
NO_POWER = Words("没有电", "No power")
NOT_HERE = Words("本机不可用", "Not on this machine")


def of_fault(fault: Fault) -> Words:
    """Return the words of a fault that the desk offers."""
    return FAULT_NAMES.get(fault, Words(fault.value, fault.value.replace("_", " ").capitalize()))
