"""What kind of mistake kept an item out, in words of staff. The technical words stay beside them.

They are of three sorts: pydantic's (`place: code`, joined by `replies.problems`), the sentences by which slices refuse
what contradicts what stands, and `central: ` with the name of a defect; what remains is the database's.
"""

import re
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_UNKNOWN_KIND: Promise = _("本平台不认识这类记录，平台版本可能较旧：升级后重放")
_VALUE: Promise = _("有字段的取值不符合要求")
_TYPE: Promise = _("有字段的类型不对")
_STANDS_DIFFERENTLY: Promise = _("与平台已有的记录矛盾")
CODES: dict[str, Promise] = {
    "union_tag_invalid": _UNKNOWN_KIND,
    "union_tag_not_found": _UNKNOWN_KIND,
    "missing": _("缺少必填字段"),
    "extra_forbidden": _("含有本平台不认识的字段，平台版本可能较旧：升级后重放"),
    "value_error": _("内容前后不一致"),
}
"""By pydantic's code (https://docs.pydantic.dev/latest/errors/validation_errors/); others go by `_ENDS`."""
_ENDS: dict[str, Promise] = {"_type": _TYPE, "_parsing": _TYPE, "_from_float": _TYPE}
REFUSALS: dict[str, Promise] = {
    "serial and verification code of an issue never change": _STANDS_DIFFERENTLY,
    "transaction, order number and amount of a payment never change": _STANDS_DIFFERENTLY,
    "another terminal has this id": _("编号与另一台终端的记录相同"),
    "another session has this draft": _("续办编号与另一次办理相同"),
    "this transaction is already rated": _("该办件已经评价过"),
    "this terminal was told of no such ruling": _("没有向该终端下发过这项核实"),
    "this terminal was given no such command": _("没有向该终端下达过这条指令"),
    "the file is no base64": _("附件已损坏"),
}
_RATED_ODDLY = re.compile(r"a case is rated once and once again: .*|pf .* is no channel by which a resident rates")
_DEFECT: Promise = _("平台程序出错：请联系平台维护人员，修复后重放")
_UNFIT: Promise = _("与已有记录冲突，或数值、文字超出数据库能保存的范围")
_PROBLEM = re.compile(r"[^:; ]+: (?P<code>[a-z_]+)")


def mistakes(error: str) -> list[str]:
    """Return each kind of mistake once, in the order in which a dead letter's `error` tells them."""
    return list(dict.fromkeys(map(str, _kinds(error))))


def _kinds(error: str) -> Iterator[Promise]:
    if error in REFUSALS:
        yield REFUSALS[error]
    elif error.startswith("central: "):
        yield _DEFECT
    elif _RATED_ODDLY.fullmatch(error):
        yield _VALUE
    else:
        told = [_PROBLEM.match(part) for part in error.split("; ")]
        yield from (_of_code(one["code"]) for one in told if one) if told[0] else (_UNFIT,)


def _of_code(code: str) -> Promise:
    """A code that is not named is one of the many about a value: too long, too small, another pattern."""
    if code in CODES:
        return CODES[code]
    return next((words for end, words in _ENDS.items() if code.endswith(end)), _VALUE)
