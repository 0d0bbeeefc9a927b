"""The services that a joint service is made of, as files in its package: `<department>.<service>/flow.yaml`.

Whoever signs the joint service copies them in, so what is signed is whole, and a changed member makes a new version.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kiosk.protocol.document import Location, read_document
from kiosk.protocol.flow_places import written_steps
from kiosk.protocol.fragments import FRAGMENTS

Files = Mapping[str, bytes]


def folder_of(service: str) -> str:
    """Return the folder in the package that holds the files of a member."""
    return service.replace("/", ".")


def beside(name: str) -> str | None:
    """Return where below `flows/` the file `name` of a package comes from; None for the flow's own."""
    folder, _, file = name.partition("/")
    if folder == FRAGMENTS:
        return name
    return f"{folder.replace('.', '/')}/{file}" if "." in folder and file else None


def joints(value: Any) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Yield place and value of each joint step in the raw flow."""
    return ((place, step) for place, step in written_steps(value) if step.get("kind") == "joint")


def members(value: Any) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Yield place and value of each part that names its service in the raw flow."""
    for place, step in joints(value):
        parts = step.get("parts")
        for index, part in enumerate(parts if isinstance(parts, list) else []):
            if isinstance(part, dict) and isinstance(part.get("flow"), str):
                yield (*place, "parts", index), part


def prefixes_in(value: Any) -> dict[str, list[str]]:
    """Return what the raw flow puts before the words of each member, by the folder of that member."""
    found: dict[str, list[str]] = {}
    for _, part in members(value):
        found.setdefault(folder_of(part["flow"]), []).append(str(part.get("prefix")))
    return found


def with_members(files: Files, read: Callable[[str], Files]) -> dict[str, bytes]:
    """Return `files` of a flow with those of its members.

    `read` gives the files of a service with the fragments it includes; none where there is no such service. Scenarios
    and receipts of members stay at home.
    """
    document, _ = read_document("flow.yaml", files.get("flow.yaml", b""))
    taken: dict[str, bytes] = {}
    for service in dict.fromkeys(part["flow"] for _, part in members(document.value)) if document else ():
        for name, content in read(service).items():
            if name.startswith(f"{FRAGMENTS}/"):
                taken[name] = content
            elif "/" not in name:
                taken[f"{folder_of(service)}/{name}"] = content
    return {**taken, **files}
