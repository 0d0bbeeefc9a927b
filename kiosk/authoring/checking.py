"""All that is wrong with a flow folder, all at once: what `kiosk flow check` tells and the publisher refuses."""

import re
from collections.abc import Iterator, Mapping

from kiosk.authoring.advice import advice_on
from kiosk.authoring.codes import coded
from kiosk.authoring.copies import copies_problems
from kiosk.authoring.fillings import Said, filling_problems
from kiosk.authoring.needs import need_problems
from kiosk.authoring.papers import paper_problems
from kiosk.authoring.scopes import walk
from kiosk.authoring.wording import wording_problems, written_words
from kiosk.protocol.document import Document, Problem, read_document
from kiosk.protocol.fragments import FRAGMENTS
from kiosk.protocol.members import prefixes_in
from kiosk.protocol.package import FLOW_FILE, FlowPackage, PackageError, check, pack, unpack, whole

_TEXTS = re.compile(r"(fragments/[a-z0-9-]+\.|[a-z0-9-]+\.[a-z0-9-]+/)?texts\.([a-z]{2})\.yaml")


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


def advice_in(files: Mapping[str, bytes]) -> list[Problem]:
    """Return what the author of that flow should think twice about; none while it cannot be read."""
    document = _whole(files)
    return [] if document is None or check(files) else list(advice_on(document))


def _whole(files: Mapping[str, bytes]) -> Document | None:
    """Return the flow with its fragments put in; None while it cannot be read."""
    read = {name: read_document(name, content)[0] for name, content in files.items() if name.endswith(".yaml")}
    documents = {name: document for name, document in read.items() if document is not None}
    flow = documents.get(FLOW_FILE)
    if flow is None or not isinstance(flow.value, dict):
        return None
    return whole(flow, documents)[0]


def _of_document(
    document: Document, files: Mapping[str, bytes], package: FlowPackage | None, *, sound: bool
) -> Iterator[Problem]:
    walked = walk(document, files)
    yield from walked.problems
    yield from copies_problems(walked)
    texts = _texts(files)
    yield from wording_problems(
        document, {language: found[0] for language, found in texts.items() if found[0].name.startswith("texts.")}
    )
    flow = read_document(FLOW_FILE, files[FLOW_FILE])[0]
    prefixes = prefixes_in(flow.value) if flow else {}
    yield from filling_problems(document, {language: _said(found, prefixes) for language, found in texts.items()})
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


def _texts(files: Mapping[str, bytes]) -> dict[str, list[Document]]:
    """Return the files of words by language: the flow's own first, then those of its members and its fragments."""
    found: dict[str, list[Document]] = {}
    for name in sorted(files, key=lambda name: (name.startswith("fragments/"), "/" in name, name)):
        named = _TEXTS.fullmatch(name)
        document = read_document(name, files[name])[0] if named else None
        if named and document and isinstance(document.value, dict):
            found.setdefault(named[2], []).append(document)
    return found


def _said(documents: list[Document], prefixes: Mapping[str, list[str]]) -> dict[str, Said]:
    """Return all words of a language by key; those of the first file that has them.

    `prefixes`: what is put before the keys of a member, by its folder; a fragment may be in the flow or in any member.
    """
    found: dict[str, Said] = {}
    for document in documents:
        before = _before(document.name.rpartition("/")[0], prefixes)
        for at, key, words in written_words(document.value):
            for one in before if isinstance(words, str) else ():
                found.setdefault(f"{one}{key}", Said(document, at, words))
    return found


def _before(folder: str, prefixes: Mapping[str, list[str]]) -> list[str]:
    """Return what is put before the keys of a file of words in `folder`."""
    every = [f"{prefix}." for names in prefixes.values() for prefix in names]
    if folder == FRAGMENTS:
        return ["", *every]
    return [f"{prefix}." for prefix in prefixes.get(folder, ())] if folder else [""]
