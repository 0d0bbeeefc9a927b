"""What each kind of finding means to staff, by its code. What the checker itself said stands below, for the author.

The codes are those of `kiosk flow check` (kiosk/authoring/codes.py), the names of the promises that `kiosk flow
explore` holds a flow against (kiosk/explorer/promises), and central's own for an examination without an answer.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    # kiosk flow check
    "yaml": _("文件不是有效的 YAML，或同一键出现两次"),
    "folder": _("事项文件夹缺少文件、文件过大或含有不允许的文件"),
    "schema": _("字段缺失、多余或取值不符合要求"),
    "rule": _("各步骤之间不能衔接"),
    "file-unknown": _("引用的模板或凭条不在文件夹中"),
    "text-missing": _("缺少文字，或只有一种语言的文字"),
    "text-unused": _("有文字没有任何地方使用"),
    "text-language": _("外文文字中夹有中文字符，无法朗读"),
    "text-value": _("文字中的 {…} 不在该步骤的取值之列，或无法识别"),
    "text-length": _("标题过长，屏幕上放不下"),
    "value-unused": _("步骤给出的取值没有文字使用"),
    "device-undeclared": _("步骤所需的设备没有声明"),
    "device-unused": _("声明的设备没有步骤使用"),
    "operation-unused": _("声明的部门操作没有步骤调用"),
    "expression-syntax": _("表达式有语法错误"),
    "expression-name": _("表达式引用了不存在的名称"),
    "expression-field": _("表达式引用了不存在的字段"),
    "expression-function": _("表达式使用了不允许的函数"),
    "expression-absent": _("表达式使用了可能为空的值，却没有先判断"),
    "expression-unready": _("表达式引用了后面步骤才有的答案"),
    "expression-type": _("表达式的结果类型不符合要求"),
    "expression-copies": _("打印份数必须为 1 至 5 份"),
    "expression-fails": _("用样例数据计算表达式时失败"),
    "result-undeclared": _("文件用到的部门返回数据没有声明结构"),
    "document": _("文件模板无法用样例数据生成"),
    "receipt": _("凭条无法用样例数据填写"),
    # kiosk flow explore: DESIGN §4
    "no_wait_without_a_time_out": _("有等待没有时限，终端可能一直停在那里"),
    "every_trouble_has_words": _("某种故障没有给群众看的说明"),
    "every_screen_speaks": _("有画面缺少标题或语音提示"),
    "a_trouble_can_be_met": _("遇到故障时群众无路可走"),
    "nothing_personal_after_the_end": _("办理结束后仍留有个人信息"),
    "nothing_entered_stays_once_it_is_kept": _("填写内容封存后仍留在终端"),
    "an_end_is_booked_and_wiped": _("办理结束时没有登记或没有清除"),
    "nothing_issued_goes_unrecorded": _("出具的文件没有记录"),
    "money_has_a_result_or_a_claim": _("收了费却既没有结果也没有退款记录"),
    "a_success_is_on_paper": _("显示办结而文件并未打印完成"),
    "nothing_is_left_lying_unseen": _("遗留在出口的物品没有检查"),
    "the_pages_are_those_that_were_wanted": _("扫描页数与要求不符"),
    "nobody_passes_unverified": _("未经身份核验也能继续办理"),
    "a_power_cut_loses_nothing": _("断电后记录与实际不符"),
    "an_ended_session_stays_ended": _("办理结束后又继续运行"),
    "leaving_is_always_possible": _("有画面无法退出"),
    "what_is_offered_does_something": _("屏幕上的选项点了没有作用"),
    "what_can_be_tapped_is_taken": _("可以点选的内容提交后被拒绝"),
    "a_receipt_can_be_printed": _("凭条的内容无法打印"),
    "a_ticket_names_one_piece_of_work": _("两项工作可能混淆，答复会张冠李戴"),
    "on_disk_before_it_is_done": _("先执行后记录，断电会丢失"),
    "no_document_is_issued_twice": _("同一文件可能出具两次"),
    "the_ledger_takes_every_mark": _("台账无法按此顺序记录"),
    "all_copies_are_on_record": _("份数没有在打印前记录"),
    "money_is_asked_for_once": _("同一笔费用可能收取两次"),
    "nothing_begins_after_the_end": _("办理结束后又开始新的工作"),
    "a_repeated_call_keeps_its_key": _("重复调用部门接口没有沿用原编号，可能重复办理"),
    "what_is_personal_says_so": _("个人信息以明文出现在记录或日志中"),
    "nobody_is_looked_at_unasked": _("没有征得同意就核验人脸"),
    "who_does_not_agree_is_led_on": _("不同意核验人脸的人没有去路"),
    "a_late_answer_changes_nothing": _("迟到的答复会影响后面的步骤"),
    "every_path_ends": _("无人操作时办理不会结束"),
    "no_state_is_a_dead_end": _("有一处只能离开，无法继续办理"),
    "every_question_has_an_answer": _("有一处无论怎样填写都被拒绝"),
    "every_step_is_reached": _("有步骤永远走不到"),
    "the_service_can_be_had": _("没有任何路径可以办成"),
    "every_step_can_be_carried_out": _("运行到这里时终端会出错中断"),
    "every_expression_can_be_evaluated": _("运行到这里时表达式无法计算"),
    # central's own
    "unexplored": _("无法遍历全部路径"),
    "scenario": _("作者写的情景没有按预期进行"),
    "upload": _("无法接收"),
    "package-lost": _("服务器上的事项包已丢失或被改动：请重新上传该事项，或请平台维护人员从备份恢复后重新提交"),
    "broken": _("检查程序没有得出结论，请联系平台维护人员"),
    "timed_out": _("检查用时过长，没有完成"),
}


def meaning(code: str) -> Promise | str:
    """Return the sentence for a code; nothing for one of an older report."""
    return WORDS.get(code, "")
