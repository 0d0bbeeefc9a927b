"""All that is wrong with a flow folder, all at once: what `kiosk flow check` tells and the publisher refuses."""

import re
from collections.abc import Iterator, Mapping

from kiosk.authoring.codes import coded
from kiosk.authoring.needs import need_problems
from kiosk.authoring.papers import paper_problems
from kiosk.authoring.scopes import walk
from kiosk.authoring.wording import wording_problems
from kiosk.protocol.document import Document, Problem, read_document
from kiosk.protocol.fragments import assembled
from kiosk.protocol.package import FLOW_FILE, FlowPackage, PackageError, check, pack, unpack

_TEXTS = re.compile(r"texts\.([a-z]{2})\.yaml")


def problems_in(files: Mapping[str, bytes]) -> list[Problem]:
    """Return everything that is wrong with the flow that `files` hold, in the order of files and lines.

    Devices are looked at once the flow can be read, and documents once nothing else is wrong.
    """
    found = [coded(problem) for problem in check(files)]
    package = None if found else _package(files)
    document = _whole(files)
    if document is not None:
        found += _of_document(document, files, package, sound=not found)
    return sorted(set(found), key=lambda problem: (problem.file, problem.line, problem.column))


def _whole(files: Mapping[str, bytes]) -> Document | None:
    """Return the flow with its fragments put in; None while it cannot be read."""
    read = {name: read_document(name, content)[0] for name, content in files.items() if name.endswith(".yaml")}
    documents = {name: document for name, document in read.items() if document is not None}
    flow = documents.get(FLOW_FILE)
    if flow is None or not isinstance(flow.value, dict):
        return None
    return assembled(flow, documents)[0]


def _of_document(
    document: Document, files: Mapping[str, bytes], package: FlowPackage | None, *, sound: bool
) -> Iterator[Problem]:
    walked = walk(document, files)
    yield from walked.problems
    yield from wording_problems(document, _texts(files))
    if package is None:
        return
    yield from need_problems(document, package.flow)
    if sound and not walked.problems:
        yield from paper_problems(walked, package)


def _package(files: Mapping[str, bytes]) -> FlowPackage | None:
    try:
        return unpack(pack(files))
    except PackageError:
        return None


def _texts(files: Mapping[str, bytes]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for name in sorted(files):
        named = _TEXTS.fullmatch(name)
        document = read_document(name, files[name])[0] if named else None
        if named and document and isinstance(document.value, dict):
            found[named[1]] = document
    return found
