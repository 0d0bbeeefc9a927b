"""The ways of a flow as SVG: steps downwards, the ways of a branch side by side, and where faults lead."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from kiosk.protocol.package import FlowPackage

_W, _H, _GAP_X, _GAP_Y, _MARGIN = 240, 62, 36, 44, 24


@dataclass
class _Drawing:
    words: dict[str, str]
    shapes: list[str] = field(default_factory=list)
    places: dict[str, tuple[float, float]] = field(default_factory=dict)
    detours: list[tuple[str, str, str]] = field(default_factory=list)


Ends = list[tuple[float, float]]
"""Where the ways that go on stop: the middle of the lower edge of their last box."""


def diagram(written: Sequence[Any], package: FlowPackage, language: str) -> str:
    """Return the SVG of steps as they are written in a document that was checked."""
    drawing = _Drawing(dict(package.texts[language]))
    width = _width(written)
    _column(drawing, written, _MARGIN + width / 2, _MARGIN, [])
    for start, target, name in drawing.detours:
        _detour(drawing, start, target, name)
    bottom = max(y for _, y in drawing.places.values()) + _H + _MARGIN
    right = _MARGIN * 2 + width + (80 if drawing.detours else 0)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{right:.0f}" height="{bottom:.0f}" role="img">'
    return "\n".join([head, _STYLE, *drawing.shapes, "</svg>"])


_STYLE = """<style>text{font:15px sans-serif;fill:#14273d}.kind{font-size:12px;fill:#43566b}
rect{fill:#fff;stroke:#0b4f8a;stroke-width:1.5}.branch{fill:#e1edf8}.end{fill:#e2f3e8}
line,path{stroke:#43566b;stroke-width:1.5;fill:none}.fault{stroke:#b3261e;stroke-dasharray:5 4}.case{font-size:12px}
</style>"""


def _width(steps: Sequence[Any]) -> float:
    return max([_W, *(_branch_width(step) for step in steps if step.get("kind") == "branch")])


def _branch_width(step: dict[str, Any]) -> float:
    widths = [_width(way) for _, way in _ways(step)]
    return sum(widths) + _GAP_X * (len(widths) - 1)


def _ways(step: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    return [*((case["when"], case["steps"]) for case in step["cases"]), ("otherwise", step["otherwise"])]


def _column(drawing: _Drawing, steps: Sequence[Any], x: float, y: float, ends: Ends) -> tuple[float, Ends]:
    """Draw `steps` around `x` from `y` on, behind `ends`; return where it goes on, and the ends that do."""
    for step in steps:
        _joined(drawing, ends, x, y)
        _box(drawing, step, x, y)
        y, ends = (
            _fork(drawing, step, x, y)
            if step["kind"] == "branch"
            else (y + _H + _GAP_Y, [] if step["kind"] == "end" and "when" not in step else [(x, y + _H)])
        )
    return y, ends


def _fork(drawing: _Drawing, step: dict[str, Any], x: float, y: float) -> tuple[float, Ends]:
    left, top, lowest, ends = x - _branch_width(step) / 2, y + _H + 1.6 * _GAP_Y, y, Ends()
    for when, way in _ways(step):
        width = _width(way)
        middle = left + width / 2
        _joined(drawing, [(x, y + _H)], middle, top if way else y + _H + _GAP_Y)
        drawing.shapes.append(_text(middle, top - 14, _short(when, 34), "case"))
        bottom, stops = _column(drawing, way, middle, top, []) if way else (top, [(middle, y + _H + _GAP_Y)])
        lowest, ends = max(lowest, bottom), [*ends, *stops]
        left += width + _GAP_X
    return lowest, ends


def _box(drawing: _Drawing, step: dict[str, Any], x: float, y: float) -> None:
    kind, name = step["kind"], step["id"]
    drawing.places[name] = (x, y)
    looks = f' class="{kind}"' if kind in {"branch", "end"} else ""
    drawing.shapes.append(f'<rect{looks} x="{x - _W / 2:.0f}" y="{y:.0f}" width="{_W}" height="{_H}" rx="10"/>')
    title = drawing.words.get(step.get("title", ""), "which way?" if kind == "branch" else "")
    drawing.shapes.append(_text(x, y + 27, _short(title, 28)))
    when = f" if {step['when']}" if "when" in step else ""
    drawing.shapes.append(_text(x, y + 48, _short(f"{name} · {kind}{when}", 40), "kind"))
    for fault, remedy in step.get("on_fault", {}).items():
        if "go_to" in remedy:
            drawing.detours.append((name, remedy["go_to"], fault))


def _joined(drawing: _Drawing, ends: Ends, x: float, y: float) -> None:
    for from_x, from_y in ends:
        drawing.shapes.append(f'<line x1="{from_x:.0f}" y1="{from_y:.0f}" x2="{x:.0f}" y2="{y:.0f}"/>')


def _detour(drawing: _Drawing, start: str, target: str, name: str) -> None:
    (x1, y1), (x2, y2) = drawing.places[start], drawing.places[target]
    x1, x2, y1, y2 = x1 + _W / 2, x2 + _W / 2, y1 + _H / 2, y2 + _H / 2
    far = max(x1, x2) + 60
    drawing.shapes.append(
        f'<path class="fault" d="M{x1:.0f} {y1:.0f} C{far:.0f} {y1:.0f} {far:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"/>'
    )
    drawing.shapes.append(_text(far - 20, (y1 + y2) / 2, name, "case"))


def _text(x: float, y: float, words: str, looks: str = "") -> str:
    of = f' class="{looks}"' if looks else ""
    return f'<text{of} x="{x:.0f}" y="{y:.0f}" text-anchor="middle">{escape(words)}</text>'


def _short(words: str, most: int) -> str:
    wide = 0
    for number, sign in enumerate(words):
        wide += 2 if ord(sign) > 0x2E80 else 1
        if wide > most:
            return f"{words[:number]}…"
    return words
