"""The invented persons of the demo, as they stand in config/demo-persons.yaml."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class DemoPerson(BaseModel):
    """One person: the desk makes the card from it, the sandbox department the account. Dates are YYYYMMDD."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["resident", "hmt", "foreign"]
    name: str
    name_en: str = ""
    sex: str
    ethnic: str = ""
    birth: str
    number: str
    phone: str = ""
    address: str = ""
    issuer: str
    valid_from: str
    valid_to: str
    permit_number: str = ""
    issue_count: str = ""
    nationality: str = ""


class DemoPersons(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    persons: tuple[DemoPerson, ...]
