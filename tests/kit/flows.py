"""A tiny flow that is valid, and ways to change it."""

from pathlib import Path

FLOW_YAML = """\
service: {service}
version: {version}
engine: 1
item_code: "000114001000"
department: department
theme: housing
title: title
summary: summary
expected_minutes: 2
devices: [id_card]
steps:
  - id: start
    kind: notice
    title: start.title
    points: [start.point]
    consent_text: start.consent
  - id: show
    kind: review
    title: title
    template: page.typ
    document_title: title
    data: {{}}
  - id: finish
    kind: end
    title: finish.title
"""

TEXTS = {
    "zh": {"title": "缴存证明", "department": "住房公积金中心", "finish.title": "请取走您的证件"},
    "en": {"title": "Statement", "department": "Housing fund centre", "finish.title": "Take your card"},
}
KEYS = ("title", "department", "summary", "start.title", "start.point", "start.consent", "finish.title")


def flow_files(service: str = "housing/fund", *, version: int = 1, words: str = "first") -> dict[str, bytes]:
    """The files of a minimal valid flow; `words` is its summary in each language."""
    files = {
        "flow.yaml": FLOW_YAML.format(service=service, version=version).encode(),
        "page.typ": b"= Statement\n",
    }
    for language, known in TEXTS.items():
        lines = [f'{key}: "{words if key == "summary" else known.get(key, key)}"\n' for key in KEYS]
        files[f"texts.{language}.yaml"] = "".join(lines).encode()
    return files


SCENARIO = """\
name: somebody reads it and goes
today: "2026-11-24"
lines:
  - do: {submit: true}
  - do: {composed: 1}
  - do: {submit: true}
"""


def sound_flow_files(words: str = "first") -> dict[str, bytes]:
    """The files of a minimal flow that passes every stage of an examination."""
    files = flow_files(words=words)
    files["flow.yaml"] = files["flow.yaml"].replace(b"[id_card]", b"[]")
    return {**files, "scenarios/looks.yaml": SCENARIO.encode()}


def write_flow(flows: Path, service: str = "housing/fund", *, version: int = 1, words: str = "first") -> Path:
    """Write that flow below `flows`; returns its folder."""
    folder = flows / service
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in flow_files(service, version=version, words=words).items():
        (folder / name).write_bytes(content)
    return folder
