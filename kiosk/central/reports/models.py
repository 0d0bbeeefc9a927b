"""What was counted, by day and district: a year of a city is some hundred thousand rows. No field is about a resident.

A day is a local one, and a case belongs to the day and hour in which it ended. `district` is the code of where the
terminal stood when the day was counted; empty where that is not known.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal
from kiosk.central.reports.buckets import NAMES

HOURS = tuple(f"h{hour:02}" for hour in range(24))
"""An hour's column."""


class Use(models.Model):
    """Cases of one service, in one version, in one district on one day: how they ended, and in which hours.

    `seconds`: from begin to end, all together; `timed`: those that told where their time went. `weekday` 0 is Monday.
    """

    day = models.DateField(_("日期"))
    weekday = models.PositiveSmallIntegerField(_("星期"))
    district = models.CharField(_("行政区"), max_length=6, blank=True)
    service = models.CharField(_("事项"), max_length=120)
    flow_version = models.PositiveIntegerField(_("流程版本"))
    cases = models.PositiveIntegerField(_("办件数"))
    completed = models.PositiveIntegerField(_("办结"))
    left = models.PositiveIntegerField(_("中途离开"))
    timed_out = models.PositiveIntegerField(_("无人操作"))
    failed = models.PositiveIntegerField(_("故障中止"))
    interrupted = models.PositiveIntegerField(_("异常中断"))
    seconds = models.BigIntegerField(_("总用时（秒）"))
    timed = models.PositiveIntegerField(_("有步骤记录"))

    class Meta:
        verbose_name = _("统计报表")
        verbose_name_plural = _("统计报表")
        constraints = (
            models.UniqueConstraint(fields=("day", "district", "service", "flow_version"), name="use_counted_once"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.district} {self.service}@{self.flow_version}"


class StepUse(models.Model):
    """Sessions that came to one step of a service: how many, how many ended there undone, and how long they stayed.

    `place_sum`: the places of the step on their ways, from 0, all together. A bucket (`buckets`) counts sessions by the
    time that they spent at the step in all their visits.
    """

    day = models.DateField(_("日期"))
    district = models.CharField(_("行政区"), max_length=6, blank=True)
    service = models.CharField(_("事项"), max_length=120)
    flow_version = models.PositiveIntegerField(_("流程版本"))
    step = models.CharField(_("步骤"), max_length=80)
    sessions = models.PositiveIntegerField(_("到达"))
    place_sum = models.PositiveIntegerField(_("位次合计"))
    visits = models.PositiveBigIntegerField(_("进入次数"))
    ms = models.PositiveBigIntegerField(_("总用时（毫秒）"))
    gave_up = models.PositiveIntegerField(_("在此放弃"))
    broke_off = models.PositiveIntegerField(_("在此中断"))

    class Meta:
        verbose_name = _("步骤统计")
        verbose_name_plural = _("步骤统计")
        constraints = (
            models.UniqueConstraint(
                fields=("service", "flow_version", "day", "district", "step"), name="step_counted_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.district} {self.service}@{self.flow_version} {self.step}"


class RatingCounts(models.Model):
    """What residents said (`kiosk.central.ratings.statistics.Figures` says what each is), `rated` on the case's day."""

    rated = models.PositiveIntegerField(_("居民评价件数"), default=0)
    level_1 = models.PositiveIntegerField(_("非常不满意"), default=0)
    level_2 = models.PositiveIntegerField(_("不满意"), default=0)
    level_3 = models.PositiveIntegerField(_("基本满意"), default=0)
    level_4 = models.PositiveIntegerField(_("满意"), default=0)
    level_5 = models.PositiveIntegerField(_("非常满意"), default=0)
    silent = models.PositiveIntegerField(_("默认评价"), default=0)
    silent_good = models.PositiveIntegerField(_("默认评价中的好评"), default=0)
    counted = models.PositiveIntegerField(_("计入满意率"), default=0)
    counted_good = models.PositiveIntegerField(_("计入满意率的好评"), default=0)
    second = models.PositiveIntegerField(_("再次评价"), default=0)
    second_good = models.PositiveIntegerField(_("再次评价中的好评"), default=0)

    class Meta:
        abstract = True


class ServiceRatings(RatingCounts):
    """Ratings of one service in one district on one day."""

    day = models.DateField(_("日期"))
    district = models.CharField(_("行政区"), max_length=6, blank=True)
    service = models.CharField(_("事项"), max_length=120)

    class Meta:
        verbose_name = _("事项评价统计")
        verbose_name_plural = _("事项评价统计")
        constraints = (models.UniqueConstraint(fields=("day", "district", "service"), name="service_ratings_once"),)

    def __str__(self) -> str:
        return f"{self.day} {self.district} {self.service}"


class TerminalUse(models.Model):
    """Finished cases of one terminal for one department on one day: by service there would be as many as cases."""

    day = models.DateField(_("日期"))
    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="+", verbose_name=_("终端"))
    department = models.CharField(_("部门"), max_length=120)
    completed = models.PositiveIntegerField(_("办结"))

    class Meta:
        verbose_name = _("终端使用统计")
        verbose_name_plural = _("终端使用统计")
        constraints = (models.UniqueConstraint(fields=("day", "terminal", "department"), name="terminal_use_once"),)

    def __str__(self) -> str:
        return f"{self.day} {self.terminal_id} {self.department}"


class TerminalRatings(RatingCounts):
    """Ratings at one terminal for one department on one day."""

    day = models.DateField(_("日期"))
    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="+", verbose_name=_("终端"))
    department = models.CharField(_("部门"), max_length=120)

    class Meta:
        verbose_name = _("终端评价统计")
        verbose_name_plural = _("终端评价统计")
        constraints = (models.UniqueConstraint(fields=("day", "terminal", "department"), name="terminal_ratings_once"),)

    def __str__(self) -> str:
        return f"{self.day} {self.terminal_id} {self.department}"


for _name in HOURS:
    Use.add_to_class(_name, models.PositiveIntegerField(f"{_name[1:]} 时", default=0))
for _name in NAMES:
    StepUse.add_to_class(_name, models.PositiveIntegerField(f"用时区间 {_name[1:]}", default=0))


class Outage(models.Model):
    """For how long on a day something of a terminal could not be used.

    Without a role: the whole terminal, which nobody could reach. With one: that device had an alarm that is more than a
    warning, while the terminal could be reached; so the two add up.
    """

    day = models.DateField(_("日期"), db_index=True)
    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="+", verbose_name=_("终端"))
    role = models.CharField(_("设备"), max_length=30, blank=True)
    seconds = models.PositiveIntegerField(_("秒"))

    class Meta:
        verbose_name = _("不可用时长")
        verbose_name_plural = _("不可用时长")
        constraints = (models.UniqueConstraint(fields=("day", "terminal", "role"), name="outage_counted_once"),)

    def __str__(self) -> str:
        return f"{self.day} {self.terminal_id} {self.role}"


class Due(models.Model):
    """A day that is to be counted again."""

    class What(models.TextChoices):
        CASES = "cases", _("办件")
        RATINGS = "ratings", _("评价")
        OUTAGES = "outages", _("设备")

    what = models.CharField(_("内容"), max_length=7, choices=What.choices)
    day = models.DateField(_("日期"))

    class Meta:
        verbose_name = _("待统计日期")
        verbose_name_plural = _("待统计日期")
        constraints = (models.UniqueConstraint(fields=("what", "day"), name="due_once"),)

    def __str__(self) -> str:
        return f"{self.what} {self.day}"


class Mark(models.Model):
    """Until when it is known which days are due; and of alarms, up to which event (`number`)."""

    what = models.CharField(_("内容"), max_length=7, choices=Due.What.choices, primary_key=True)
    at = models.DateTimeField(_("时间"))
    number = models.BigIntegerField(_("事件序号"), default=0)

    class Meta:
        verbose_name = _("统计进度")
        verbose_name_plural = _("统计进度")

    def __str__(self) -> str:
        return self.what


class FlowWords(models.Model):
    """What a service and its steps are called, out of its signed package; steps in the flow's own order.

    `title` and `department` by language; `steps`: `[id, {language: title}]` each.
    """

    service = models.CharField(_("事项"), max_length=120)
    version = models.PositiveIntegerField(_("版本"))
    title = models.JSONField(_("名称"))
    department = models.JSONField(_("部门"))
    steps = models.JSONField(_("步骤"))

    class Meta:
        verbose_name = _("事项名称")
        verbose_name_plural = _("事项名称")
        constraints = (models.UniqueConstraint(fields=("service", "version"), name="words_once"),)

    def __str__(self) -> str:
        return f"{self.service}@{self.version}"
