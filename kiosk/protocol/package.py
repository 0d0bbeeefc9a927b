"""The flow package: a flow folder as one file that can be signed, sent and kept.

A package is a zip of the folder: `flow.yaml`, `texts.<lang>.yaml`, Typst templates, receipts, pictures, `scenarios/`;
and `fragments/`, the shared steps that the flow includes.
The same files always give the same bytes. Nothing here touches a disk: files come in and go out as `{name: bytes}`.

Invariants of `unpack`: nothing is read beyond the limits below, whatever the headers claim; no name leads out of
the package; what it returns has passed `check`, so every word is there in each language.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError

from kiosk import ENGINE_VERSION
from kiosk.protocol.document import Document, Problem, read_document
from kiosk.protocol.flow import Flow
from kiosk.protocol.flow_places import division_files, file_names, flow_problems, text_keys, written_steps
from kiosk.protocol.fragments import assembled
from kiosk.protocol.joining import joined
from kiosk.protocol.members import prefixes_in
from kiosk.protocol.model_problems import did_you_mean
from kiosk.protocol.package_texts import is_texts, read_words, text_problems, together

__all__ = ["FLOW_FILE", "FlowPackage", "PackageError", "Problem", "check", "pack", "unpack", "unpack_files"]

FLOW_FILE = "flow.yaml"
MAX_PACKAGE_BYTES = 8 * 2**20
MAX_FILE_BYTES = 4 * 2**20
MAX_TOTAL_BYTES = 16 * 2**20
MAX_FILES = 200
_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]{0,63}/)?[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\.(yaml|typ|svg|png|jpg|pdf|md)")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can hold
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)

Files = Mapping[str, bytes]


class PackageError(Exception):
    """The bytes are no usable flow package. `problems` holds all that `check` found, if it came that far."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class EngineTooOldError(PackageError):
    """The package is sound, but made for a newer program than this one."""


@dataclass(frozen=True)
class FlowPackage:
    """One flow with all that it needs. `texts`: by language, then key; `files`: the rest of the folder, by name."""

    flow: Flow
    texts: Mapping[str, Mapping[str, str]]
    files: Files

    def text(self, language: str, key: str) -> str:
        """Return the words of `key`; KeyError if there are none, which `check` excludes for keys of the flow."""
        return self.texts[language][key]


def pack(files: Files) -> bytes:
    """Return the package of `files`, the same bytes for the same files.

    Raises:
        PackageError: a name or a size that no package may have.
    """
    problems = list(_envelope_problems(files))
    if problems:
        raise PackageError(str(problems[0]), tuple(problems))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o100644 << 16
            archive.writestr(entry, files[name], compresslevel=9)
    return target.getvalue()


def unpack(data: bytes) -> FlowPackage:
    """Return the flow in `data`.

    Raises:
        EngineTooOldError: the flow needs a newer `ENGINE_VERSION`.
        PackageError: anything else that is wrong with it.
    """
    files = unpack_files(data)
    package, problems = _read(files)
    if package is None or problems:
        error = EngineTooOldError if _engine(files) > ENGINE_VERSION else PackageError
        raise error(str(problems[0]), tuple(problems))
    return package


def unpack_files(data: bytes) -> dict[str, bytes]:
    """Return the files in `data` by name, checked for nothing but names and sizes.

    Raises:
        PackageError: no zip, a name that leads outside, or more than the limits allow.
    """
    if len(data) > MAX_PACKAGE_BYTES:
        raise PackageError(f"the package has {len(data)} bytes; {MAX_PACKAGE_BYTES} are allowed")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _entries(archive)
    except BROKEN_ZIP as error:
        raise PackageError(f"the package is no sound zip: {error}") from error


def check(files: Files) -> list[Problem]:
    """Return everything that is wrong with a flow folder, in the order of files and lines."""
    return _read(files)[1]


def with_version(files: Files, version: int) -> dict[str, bytes]:
    """Return `files` with the version in flow.yaml replaced and every other byte as it was.

    Raises:
        PackageError: flow.yaml has no version to replace.
    """
    text = files[FLOW_FILE].decode("utf-8-sig")
    root = yaml.compose(text, Loader=yaml.SafeLoader)  # not libyaml: only this one counts `index` in characters
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "version":
            changed = f"{text[: value.start_mark.index]}{version}{text[value.end_mark.index :]}"
            return {**files, FLOW_FILE: changed.encode()}
    raise PackageError(f"{FLOW_FILE} has no version")


def _entries(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MAX_FILES:
        raise PackageError(f"the package has {len(entries)} files; {MAX_FILES} are allowed")
    files: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        if not _NAME.fullmatch(entry.filename) or entry.filename in files:
            raise PackageError(f"the package has an unfit or repeated file name: {entry.filename!r}")
        with archive.open(entry) as opened:  # the declared size may lie; what counts is what comes out
            content = opened.read(MAX_FILE_BYTES + 1)
        total += len(content)
        if len(content) > MAX_FILE_BYTES or total > MAX_TOTAL_BYTES:
            raise PackageError(f"the package unfolds beyond its limits at {entry.filename!r}")
        files[entry.filename] = content
    return files


def _envelope_problems(files: Files) -> Iterator[Problem]:
    for name, content in sorted(files.items()):
        if not _NAME.fullmatch(name):
            hint = "use letters, digits, - and _, one folder at most, and .yaml .typ .svg .png .jpg .pdf or .md"
            yield Problem(name, 1, 1, "cannot be part of a flow", hint)
        if len(content) > MAX_FILE_BYTES:
            yield Problem(name, 1, 1, f"has {len(content)} bytes; {MAX_FILE_BYTES} are allowed")
    if len(files) > MAX_FILES:
        yield Problem(FLOW_FILE, 1, 1, f"the folder has {len(files)} files; {MAX_FILES} are allowed")
    if sum(map(len, files.values())) > MAX_TOTAL_BYTES:
        yield Problem(FLOW_FILE, 1, 1, f"the folder has more than {MAX_TOTAL_BYTES} bytes")


def _read(files: Files) -> tuple[FlowPackage | None, list[Problem]]:
    problems = list(_envelope_problems(files))
    documents: dict[str, Document] = {}
    for name in sorted(files):
        if name.endswith(".yaml"):
            document, found = read_document(name, files[name])
            problems += found
            if document:
                documents[name] = document
    owners = read_words(documents, problems)
    texts = together(owners, prefixes_in(documents[FLOW_FILE].value) if FLOW_FILE in documents else {})
    if FLOW_FILE in documents and _engine(files) <= ENGINE_VERSION:
        documents[FLOW_FILE], found = whole(documents[FLOW_FILE], documents)
        problems += found
    flow = _flow(files, documents, problems)
    problems += text_problems(owners, documents)
    problems += _reference_problems(files, texts, documents.get(FLOW_FILE))
    problems.sort(key=lambda problem: (problem.file, problem.line, problem.column))
    if flow is None:
        return None, problems
    rest = {name: content for name, content in files.items() if name != FLOW_FILE and not is_texts(name)}
    return FlowPackage(flow, texts, rest), problems


def whole(flow: Document, documents: Mapping[str, Document]) -> tuple[Document, list[Problem]]:
    """Return the flow with its fragments and its members put in, and what is wrong with putting them in."""
    flow, problems = assembled(flow, documents)
    flow, more = joined(flow, documents)
    return flow, problems + more


def _flow(files: Files, documents: Mapping[str, Document], problems: list[Problem]) -> Flow | None:
    document = documents.get(FLOW_FILE)
    if FLOW_FILE not in files:
        problems.append(Problem(FLOW_FILE, 1, 1, "is missing", "a flow folder starts with it"))
    if document is None:
        return None
    if _engine(files) > ENGINE_VERSION:
        message = f"needs engine {_engine(files)}; this program has {ENGINE_VERSION}"
        problems.append(document.problem(("engine",), message, "update the program first"))
        return None
    try:
        return Flow.model_validate(_with_divisions(document.value, documents))
    except ValidationError as error:
        problems += flow_problems(document, error)
        return None


def _with_divisions(value: Any, documents: Mapping[str, Document]) -> Any:
    """Return the raw flow `value` with the divisions themselves wherever it names a file of them.

    So a flow is whole once it was read: its divisions are signed, sent and pinned with it.
    """
    whole = deepcopy(value)
    for place, step in written_steps(whole):
        for _, field, name in division_files(place, step):
            if name in documents:
                field["divisions"] = documents[name].value
    return whole


def _engine(files: Files) -> int:
    document, _ = read_document(FLOW_FILE, files.get(FLOW_FILE, b""))
    engine = document.value.get("engine") if document and isinstance(document.value, dict) else None
    return engine if isinstance(engine, int) else 0


def _reference_problems(
    files: Files, texts: Mapping[str, Mapping[str, str]], document: Document | None
) -> Iterator[Problem]:
    if document is None:
        return
    known = {key for words in texts.values() for key in words}
    for location, key in text_keys(document.value):
        if key not in known:
            hint = did_you_mean(key, known) or "add it to texts.zh.yaml and texts.en.yaml"
            yield document.problem(location, f"there are no words for {key!r}", hint)
    for location, name in file_names(document.value):
        if name not in files:
            hint = did_you_mean(name, files) or "add it to the folder"
            yield document.problem(location, f"there is no file {name!r}", hint)
