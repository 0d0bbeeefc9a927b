"""Papers to lay under the emulated camera. Nobody in them exists; both say that they are demonstrations."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from drivers.document_camera.sheet import Sheet

Picture = np.ndarray[Any, np.dtype[Any]]
"""(height, width, 3) of bytes, blue first."""

_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")  # Debian's fonts-noto-cjk
_INK, _RED, _GREY, _PAPER = (28, 28, 34), (190, 40, 36), (120, 124, 130), (250, 250, 248)
_LINES = (
    "兹证明演示人员一名（姓名从略）自二〇二〇年三月起在本单位工作，现任档案管理员。",
    "本证明供在自助服务终端上演示材料拍摄之用，不是真实证件，不具有任何效力。",
    "材料应平放在拍摄台上，四个角都要露出来，手不要挡住文字和印章。",
    "如有塑料封套，请先取下；灯光照在纸面上会反光，使文字看不清楚。",
)


def draw_sheet(kind: Sheet, px_per_mm: float) -> Picture:
    """Draw the face of a sheet."""
    size = tuple(round(side * px_per_mm) for side in kind.size_mm)
    page = Image.new("RGB", (size[0], size[1]), _PAPER)
    if kind is Sheet.A4:
        _certificate(_Pen(page, px_per_mm))
    else:
        _card(_Pen(page, px_per_mm))
    return np.ascontiguousarray(np.asarray(page)[..., ::-1])


class _Pen:
    """Draws in millimetres."""

    def __init__(self, page: Image.Image, px_per_mm: float) -> None:
        self._draw, self._scale = ImageDraw.Draw(page), px_per_mm

    def write(self, x: float, y: float, text: str, size: float, ink: tuple[int, int, int] = _INK) -> None:
        font = ImageFont.truetype(str(_FONT), round(size * self._scale)) if _FONT.exists() else None
        if font is None:  # without Chinese glyphs, strokes of the same density
            self._strokes(x, y, len(text) * size, size, ink)
            return
        self._draw.text((x * self._scale, y * self._scale), text, ink, font)

    def frame(
        self, box: tuple[float, float, float, float], ink: tuple[int, int, int] = _INK, width: float = 0.4
    ) -> None:
        self._draw.rectangle(self._px(box), outline=ink, width=max(1, round(width * self._scale)))

    def fill(self, box: tuple[float, float, float, float], ink: tuple[int, int, int]) -> None:
        self._draw.rectangle(self._px(box), fill=ink)

    def ring(self, box: tuple[float, float, float, float], ink: tuple[int, int, int], width: float) -> None:
        self._draw.ellipse(self._px(box), outline=ink, width=round(width * self._scale))

    def _strokes(self, x: float, y: float, length: float, size: float, ink: tuple[int, int, int]) -> None:
        for at in np.arange(x, x + length, size / 2):
            self.fill((at, y, at + size / 12, y + size), ink)
            self.fill((at, y + size / 2, at + size / 3, y + size * 0.6), ink)

    def _px(self, box: tuple[float, float, float, float]) -> list[float]:
        return [side * self._scale for side in box]


def _certificate(pen: _Pen) -> None:
    pen.write(62, 28, "在 职 证 明", 17)
    pen.write(84, 50, "（演示用，无效）", 5.5, _RED)
    for row in range(12):
        pen.write(24, 68 + row * 9, _LINES[row % 4], 4.0)
    pen.frame((24, 182, 186, 222))
    for row, (label, value) in enumerate((("单位", "演示单位"), ("部门", "档案室"), ("编号", "DEMO-2026-0001"))):
        pen.write(30, 187 + row * 11, f"{label}：{value}", 4.6)
    pen.ring((132, 228, 172, 268), _RED, 1.2)
    pen.write(141, 243, "演示专用章", 4.4, _RED)
    pen.write(24, 262, "二〇二六年一月一日", 4.6)
    pen.fill((24, 276, 186, 276.6), _GREY)
    pen.write(24, 279, "自助服务终端演示材料", 3.6, _GREY)


def _card(pen: _Pen) -> None:
    pen.fill((0, 0, 85.6, 53.98), (214, 228, 238))
    pen.write(6, 5, "演示卡片", 6.2, _RED)
    for row, text in enumerate(("姓名  演示人员", "编号  DEMO 0001", "有效  仅供演示")):
        pen.write(6, 18 + row * 9, text, 4.4)
    pen.fill((60, 14, 80, 40), (186, 196, 206))
    pen.ring((64, 17, 76, 31), _GREY, 0.8)
    pen.write(6, 46, "本卡无效，仅供演示材料拍摄", 3.2, _GREY)
