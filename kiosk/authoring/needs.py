"""The devices and operations that a flow declares, against those that its steps use."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from drivers.faults import Role
from kiosk.engine.availability import has_fall_back
from kiosk.protocol.document import Document, Problem
from kiosk.protocol.flow import Flow
from kiosk.protocol.steps import (
    AnyStep,
    CallStep,
    CaptureStep,
    ChooseStep,
    EndStep,
    FormStep,
    IdentifyStep,
    IssueStep,
    NoticeStep,
    PayStep,
    RateStep,
    ReviewStep,
    SendStep,
    ShowStep,
    SignStep,
    SummaryStep,
    VerifyFaceStep,
)


def devices_of(step: AnyStep) -> tuple[Role, ...]:
    """Return the devices that a step of this kind cannot do without."""
    match step:
        case IdentifyStep():
            return tuple(way.role for way in step.ways if way.role is not None)
        case VerifyFaceStep():
            return () if has_fall_back(step) else (Role.FACE_CAMERA,)
        case CaptureStep():
            return (Role.DOCUMENT_CAMERA,)
        case IssueStep():
            return (Role.DOCUMENT_PRINTER, *((Role.RECEIPT_PRINTER,) if step.receipt else ()))
        case SummaryStep():
            return (Role.RECEIPT_PRINTER,) if step.receipt else ()
        case NoticeStep() | FormStep() | CallStep() | ReviewStep() | RateStep() | EndStep() | ShowStep() | PayStep():
            return ()
        case ChooseStep() | SignStep() | SendStep():
            return ()
        case _:
            assert_never(step)


def need_problems(document: Document, flow: Flow) -> Iterator[Problem]:
    """Yield what is used and not declared, and what is declared and not used."""
    used = {role: step for step in flow.steps for role in devices_of(step)}
    for role, step in used.items():
        if role not in flow.devices:
            told = document.problem(
                ("devices",), f"step {step.id!r} needs {role.value}, which is not among the devices"
            )
            yield replace(told, hint=f"add {role.value}", code="device-undeclared")
    may_use = {Role.FACE_CAMERA} if any(isinstance(step, VerifyFaceStep) for step in flow.steps) else set()
    for index, declared in enumerate(flow.devices):
        if declared not in used and declared not in may_use:
            message = f"no step uses {declared.value}; terminals without one would not offer the service"
            told = document.problem(("devices", index), message, "remove it")
            yield replace(told, code="device-unused", width=len(declared.value))
    called = {step.operation for step in flow.steps if isinstance(step, CallStep | VerifyFaceStep)}
    for index, operation in enumerate(flow.operations):
        if operation not in called:
            told = document.problem(("operations", index), f"no step calls {operation}", "remove it")
            yield replace(told, code="operation-unused", width=len(operation))
