"""Whoever may look for a paper may rule on it (`intake.change_issue`, granted in `accounts.roles`) and see rulings."""

_SEE = ("rulings.view_ruling",)
GRANTS: dict[str, tuple[str, ...]] = {"区运维员": _SEE, "维修技术员": _SEE, "窗口人员": _SEE, "审计员": _SEE}
