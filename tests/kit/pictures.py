"""Accepted pictures of screens: kept small, compared by what is seen, shown side by side where they differ."""

import html
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageOps
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

HOUSE = Path(__file__).parents[2]
ACCEPTED = HOUSE / "tests" / "golden" / "pictures"
REPORT = HOUSE / "var" / "golden-report"

_BITS = 4  # of each colour that are kept: half the bytes
_NOTICEABLE = 40  # of 255: more than the bits that are dropped, less than any change of a word
_MOST_PIXELS = 30  # of half a million: less than one changed letter


@dataclass(frozen=True)
class Difference:
    """`pixels` that differ noticeably, of a picture at half its size."""

    name: str
    pixels: int
    reason: str = ""

    def __str__(self) -> str:
        what = self.reason or f"{self.pixels} pixels differ"
        return f"{self.name}: {what}; look at {REPORT / 'index.html'}, accept with --accept-golden"


def halved(image: QImage) -> Image.Image:
    """Return `image` at half its size: enough to see each word, and a quarter of the bytes."""
    small = image.scaled(
        image.width() // 2,
        image.height() // 2,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (small.width(), small.height()), bytes(small.constBits())).convert("RGB")


def accept(name: str, seen: Image.Image) -> None:
    """Make `seen` the accepted picture, unless the accepted one looks the same."""
    if compare(name, seen) is None:
        return
    ACCEPTED.mkdir(parents=True, exist_ok=True)
    kept = ImageOps.posterize(seen, _BITS).point(lambda value: value + (value >> _BITS))
    if (colours := kept.getcolors(256)) is not None:
        kept = kept.quantize(len(colours), dither=Image.Dither.NONE)
    kept.save(_file(name), optimize=True)


def compare(name: str, seen: Image.Image) -> Difference | None:
    """Return how `seen` differs from the accepted picture; None when nobody could tell."""
    if not _file(name).is_file():
        return Difference(name, seen.width * seen.height, "no picture was accepted yet")
    with Image.open(_file(name)) as opened:
        accepted = opened.convert("RGB")
    if accepted.size != seen.size:
        return Difference(name, seen.width * seen.height, f"{seen.size} instead of {accepted.size} pixels")
    pixels = sum(_apart(accepted, seen).histogram()[_NOTICEABLE:])
    return Difference(name, pixels) if pixels > _MOST_PIXELS else None


def report(difference: Difference, seen: Image.Image) -> None:
    """Put accepted, seen and their difference side by side into the report."""
    REPORT.mkdir(parents=True, exist_ok=True)
    name = difference.name
    seen.save(REPORT / f"{name}.seen.png")
    if _file(name).is_file():
        with Image.open(_file(name)) as opened:
            accepted = opened.convert("RGB")
        accepted.save(REPORT / f"{name}.accepted.png")
        if accepted.size == seen.size:
            _apart(accepted, seen).point(lambda value: 255 if value >= _NOTICEABLE else value).save(
                REPORT / f"{name}.difference.png"
            )
    (REPORT / f"{name}.html").write_text(_row(difference), encoding="utf-8")


def write_index() -> None:
    """Gather what the tests, in however many processes, put into the report."""
    REPORT.mkdir(parents=True, exist_ok=True)
    rows = "".join(file.read_text("utf-8") for file in sorted(REPORT.glob("*.html")) if file.name != "index.html")
    (REPORT / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><title>Screens that differ</title>"
        "<style>body{font:16px sans-serif}img{max-width:32%;border:1px solid #999;vertical-align:top}</style>"
        f"<h1>Screens that differ</h1><p>{'accepted, seen, difference' if rows else 'none'}</p>{rows}",
        encoding="utf-8",
    )


def forget(name: str) -> None:
    """Take what an earlier run had to say about that screen out of the report."""
    for file in REPORT.glob(f"{name}.*"):
        file.unlink()


def _file(name: str) -> Path:
    return ACCEPTED / f"{name}.png"


def _apart(first: Image.Image, second: Image.Image) -> Image.Image:
    """Return the largest difference of the three colours, pixel by pixel."""
    red, green, blue = ImageChops.difference(first, second).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _row(difference: Difference) -> str:
    name = difference.name
    kinds = [kind for kind in ("accepted", "seen", "difference") if (REPORT / f"{name}.{kind}.png").is_file()]
    images = "".join(f'<img src="{name}.{kind}.png" alt="{kind}">' for kind in kinds)
    return f"<h2>{html.escape(str(difference))}</h2>{images}"
