"""The fields of a rating in the national interface (GB/T 39735), in its order, and what becomes of each here.

Names: DOMAIN.md, section 5. Lists of codes for `projectType`, `dataSource`, `appStatus`, `userPageType` and
`rectification` are not public: what a receiving platform wants there is said in config/ratings.yaml.
"""

FIELDS = (
    "areaCode",
    "areaName",
    "deptCode",
    "taskCode",
    "taskHandleItem",
    "taskName",
    "subMatter",
    "projectNo",
    "proStatus",
    "proDepart",
    "pf",
    "userProp",
    "userPageType",
    "acceptDate",
    "serviceName",
    "serviceNumber",
    "serviceTime",
    "projectType",
    "taskType",
    "satisfaction",
    "evalDetail",
    "assessTime",
    "assessNumber",
    "resultDate",
    "dataSource",
    "appStatus",
    "rectification",
)

LEFT_OUT = {
    "userName": "whose case it was is not kept by the platform",
    "certKey": "a certificate number is not kept by the platform",
    "certKeyGOV": "a certificate number is not kept by the platform",
    "mobile": "no telephone number is kept with a rating",
    "proManager": "a terminal serves, no person; who answers a bad rating is nobody else's to know",
    "writingEvaluation": "terminals take coded reasons only: free words may name people",
    "promiseTime": "terminals serve at once; what a department promises is not known to the platform",
}
"""Fields of the interface that are never exported, and why."""

CONSTANT_FIELDS = (
    "subMatter",
    "userProp",
    "userPageType",
    "serviceName",
    "serviceNumber",
    "projectType",
    "dataSource",
    "appStatus",
)
"""Fields that the platform knows nothing for: a constant of the site's rules, or empty."""

IN_HANDLING, DONE = "2", "3"
"""`proStatus`: 办理中, 办结."""
_BODY, _IMPLEMENTATION, _HANDLING = 18, 31, 33


def department_code(item_code: str) -> str:
    """Return the department's unified social credit code, with which an implementation code begins (GB/T 39554)."""
    return item_code[:_BODY] if len(item_code) >= _IMPLEMENTATION else ""


def task_code(item_code: str) -> str:
    """Return the implementation code; a shorter one, the basic code, as it is."""
    return item_code[:_IMPLEMENTATION]


def handling_code(item_code: str) -> str:
    """Return the code of the handling item (业务办理项), where there is one."""
    return item_code if len(item_code) == _HANDLING else ""


def task_type(item_code: str) -> str:
    """Return the kind of the item, 01 licence … 20 public service: two digits of the basic code (inferred)."""
    basic = item_code[_BODY + 1 : _IMPLEMENTATION] if len(item_code) >= _IMPLEMENTATION else item_code
    return basic[2:4]
