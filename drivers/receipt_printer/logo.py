"""A picture as dots for a thermal head: scaled, on white, and dithered to black and white."""

import warnings
from pathlib import Path

from PIL import Image, ImageChops

from drivers.errors import Refused
from drivers.faults import Fault

HEIGHT_LIMIT_DOTS = 800  # 10 cm


def ink_of_logo(picture: Path | Image.Image, *, width_dots: int | None, limit_dots: int) -> Image.Image:
    """Return `picture` as a Pillow "1" with ink set, `width_dots` wide but never beyond `limit_dots` or 10 cm high.

    Raises:
        Refused: JOB_REFUSED, it cannot be read, or is absurdly large.
    """
    grey = _on_white(picture)
    scale = min((width_dots or grey.width) / grey.width, limit_dots / grey.width, HEIGHT_LIMIT_DOTS / grey.height)
    size = max(1, round(grey.width * scale)), max(1, round(grey.height * scale))
    # Floyd and Steinberg's error diffusion: the mean grey stays, which a threshold would lose.
    return ImageChops.invert(grey.resize(size, Image.Resampling.LANCZOS)).convert("1")


def _on_white(picture: Path | Image.Image) -> Image.Image:
    try:
        colours = _opened(picture) if isinstance(picture, Path) else picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(Fault.JOB_REFUSED, f"the logo cannot be read: {type(error).__name__}") from error
    if not colours.width or not colours.height:
        raise Refused(Fault.JOB_REFUSED, "the logo has no dots")
    white = Image.new("RGBA", colours.size, "white")
    return Image.alpha_composite(white, colours).convert("L")


def _opened(path: Path) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path) as picture:
            return picture.convert("RGBA")
