"""include: steps that several flows share. Put in when a package is read, so a session never meets one."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.protocol.notation import Identifier, Strict

FragmentName = Annotated[str, Field(pattern=r"^[a-z0-9-]+$", description="file in flows/fragments, without .yaml")]


class IncludeStep(Strict):
    """Stands for the steps of `fragments/<fragment>.yaml`; with `prefix`, step `card` becomes `<prefix>_card`."""

    kind: Literal["include"]
    fragment: FragmentName
    prefix: Identifier | None = None
