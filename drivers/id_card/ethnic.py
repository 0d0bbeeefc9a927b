"""GB/T 3304: the codes of China's ethnic groups as they stand on the card, and two more that cards use.

81 and 83 are outside the standard and known from single field reports. Some vendors' tables leave 水 out and are off
by one from 25 on; this one was compared with the standard's order.
"""

_IN_ORDER = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)

ETHNIC_GROUPS: dict[str, str] = {f"{code:02d}": name for code, name in enumerate(_IN_ORDER.split(), start=1)} | {
    "81": "穿青人",
    "83": "革家人",
    "97": "其他",
    "98": "外国血统中国籍人士",
}


def ethnic_name(code: str) -> str:
    """Return the name that `code` (two digits) stands for, empty when the table does not know it."""
    return ETHNIC_GROUPS.get(code, "")
