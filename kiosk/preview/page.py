"""One HTML page, whole in itself: the diagram, the screens step by step, the documents."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from kiosk.preview.screens import Picture
from kiosk.protocol.package import FlowPackage

_STYLE = """body{font:16px/1.5 sans-serif;color:#14273d;background:#eef3f8;margin:2rem}
h1,h2{color:#0b4f8a}figure{display:inline-block;vertical-align:top;margin:0 1rem 1.5rem 0;max-width:22rem}
img{width:100%;border:1px solid #c4d2e0;border-radius:8px;background:#fff}figcaption{font-size:.85rem;color:#43566b}
.wide figure{max-width:36rem}.missing{color:#b3261e}"""


def page(package: FlowPackage, language: str, drawn: str, pictures: Sequence[Picture], *, wide: bool) -> str:
    """Return the page. Steps that no scenario comes to are named: nobody has looked at them."""
    flow, title = package.flow, package.text(language, package.flow.title)
    summary = package.text(language, flow.summary)
    seen = {picture.step for picture in pictures}
    unseen = [step.id for step in flow.steps if step.id not in seen]
    parts = [
        f"<h1>{escape(title)}</h1><p>{escape(f'{flow.service} · {flow.version} · {summary}')}</p>",
        *([f'<p class="missing">No scenario comes to: {escape(", ".join(unseen))}</p>'] if unseen else []),
        f"<h2>Ways</h2>{drawn}",
        *(_section(step.id, [one for one in pictures if one.step == step.id]) for step in flow.steps),
        _section("documents", [one for one in pictures if not one.step]),
    ]
    looks = ' class="wide"' if wide else ""
    head = f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{escape(title)}</title>'
    return f"{head}<style>{_STYLE}</style><body{looks}>{''.join(parts)}</body></html>"


def _section(name: str, pictures: Sequence[Picture]) -> str:
    if not pictures:
        return ""
    return f"<h2>{escape(name)}</h2>{''.join(map(_figure, pictures))}"


def _figure(picture: Picture) -> str:
    data = b64encode(picture.png).decode()
    words = escape(f"{picture.state} ({picture.scenario})")
    return f'<figure><img alt="{words}" src="data:image/png;base64,{data}"><figcaption>{words}</figcaption></figure>'
