"""How a flow document writes names, words and expressions, and what its parts are made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Expression = Annotated[str, Field(min_length=1, description="CEL over the answers, by step id")]
TextKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*$", description="key into texts.<lang>.yaml")]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Operation = Annotated[str, Field(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$", description="of a department's system")]
StepId = Annotated[Identifier, Field(description="the id of a step")]


class Strict(BaseModel):
    """A part of a flow: nothing unknown in it, and nothing changes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
