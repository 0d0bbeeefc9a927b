"""capture: the resident's papers, by the document camera."""

from typing import Literal

from pydantic import Field, model_validator

from kiosk.protocol.steps.step import Step, Strict

MOST_PAGE_BYTES = 256 * 1024
"""Of one page's picture: A4 at 150 dpi is well to be read in less, and all pages of a flow fit into one call."""
MOST_PAGES = 8
"""Of all `capture` steps of a flow together: 8 x 256 KiB, in base64, is what central takes in one request."""

SheetKind = Literal["a4", "id_card"]
"""As `drivers.document_camera.sheet`."""


class Pages(Strict):
    """How many pages are wanted."""

    min: int = Field(1, ge=1, le=MOST_PAGES)
    max: int = Field(1, ge=1, le=MOST_PAGES)

    @model_validator(mode="after")
    def _in_order(self) -> "Pages":
        if self.min > self.max:
            raise ValueError(f"min {self.min} is more than max {self.max}; write the smaller one as min")
        return self


class CaptureStep(Step):
    """Takes pictures of papers. Answer: `{pages: [{image, width_px, height_px}], count}`, in the order taken.

    `image` is a JPEG in base64 of at most `MOST_PAGE_BYTES`. An `optional` step may be answered with no page at all.
    """

    kind: Literal["capture"]
    sheet: SheetKind
    pages: Pages = Pages()
    optional: bool = False
    timeout_s: float = Field(60, gt=0, le=300, description="for each page")
