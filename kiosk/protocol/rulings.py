"""What a person ruled of a doubtful document after looking in the tray; the terminal takes it into its ledger once."""

from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from kiosk.protocol.records import IssueState, RecordId

RULED = MappingProxyType({IssueState.DOUBTFUL: frozenset({IssueState.TAKEN, IssueState.VOIDED})})
"""Which states a ruling may lead to, from which: only where the terminal cannot tell, and never to the printer."""


class RulingOrder(BaseModel):
    """One ruling as a heartbeat's reply brings it, again and again until the terminal has answered.

    `state` is any word here: a terminal refuses one that it does not know, and hears of the others all the same.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    ruling_id: RecordId
    issue_id: RecordId
    state: str
