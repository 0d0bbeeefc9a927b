"""What is sealed under a resume code: nobody without the code ever sees it."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from kiosk.protocol.personal import ONLY_KEYS, Personal


class Draft(BaseModel):
    """What `version` of a flow kept, by step, then by field; of what is no form, under the name of the step itself."""

    model_config = ConfigDict(extra="forbid", frozen=True, cache_strings=ONLY_KEYS)

    version: int
    kept: Personal[dict[str, dict[str, Any]]]
