"""What a flow needs of a terminal, in the words of a heartbeat: central compares the two before it tells one."""

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict, Field

from drivers.faults import Role
from kiosk.protocol.flow import Flow
from kiosk.protocol.steps import IdentifyStep

NOT_NEEDED_TO_BEGIN = frozenset({Role.RECEIPT_PRINTER})
"""A document without a receipt is better than no document."""


class FlowNeeds(BaseModel):
    """Least engine version, and the devices without which nobody can begin."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    engine: int = Field(ge=1)
    devices: tuple[Role, ...] = ()


def needs(flow: Flow) -> FlowNeeds:
    """Return what `flow` needs at any terminal: one of several ways to identify oneself is not needed."""
    steps = [step for step in flow.steps if isinstance(step, IdentifyStep)]
    one_of_several = {way.role for step in steps if len(step.ways) > 1 for way in step.ways}
    alone = {way.role for step in steps if len(step.ways) == 1 for way in step.ways}
    spared = NOT_NEEDED_TO_BEGIN | (one_of_several - alone)
    return FlowNeeds(engine=flow.engine, devices=tuple(role for role in flow.devices if role not in spared))


def lacks(wanted: FlowNeeds, engine: int, devices: Collection[str]) -> str:
    """Return what a terminal lacks for a flow, `engine 4` or the roles of devices; empty when nothing."""
    missing = [] if wanted.engine <= engine else [f"engine {wanted.engine}"]
    return ", ".join([*missing, *(role.value for role in wanted.devices if role.value not in devices)])
