_SEE = "gateway.view_operationstate"
GRANTS: dict[str, tuple[str, ...]] = {
    "区运维员": (_SEE,),
    "审计员": (_SEE,),
    "窗口人员": (_SEE,),
    "管理员": (_SEE, "gateway.change_operationstate"),
}
