_SEE = ("retention.view_batch",)
GRANTS: dict[str, tuple[str, ...]] = {"审计员": _SEE, "管理员": _SEE}
