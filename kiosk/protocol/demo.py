"""The invented persons of the demo, as they stand in config/demo-persons.yaml."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class DemoPerson(BaseModel):
    """One person: the desk makes the card from it, the sandbox department the account. Dates are YYYYMMDD.

    `portrait`: a JPEG of at most 64 KiB, its place as seen from the file's folder; empty where there is none.
    """

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
    portrait: str = ""


class DemoPersons(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    persons: tuple[DemoPerson, ...]
