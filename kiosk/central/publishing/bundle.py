"""What an author uploads, taken apart: one flow's package, or a zip of one or many flow folders.

Invariants: nothing is written to a disk; nothing is read beyond the limits, whatever the headers claim; no name leads
out of the zip. What comes out are the files of each flow with its fragments and members, as `pack` takes them.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from kiosk.central.publishing.errors import PublishingError
from kiosk.protocol.fragments import FRAGMENTS, with_fragments
from kiosk.protocol.members import with_members
from kiosk.protocol.package import BROKEN_ZIP, FLOW_FILE, MAX_FILE_BYTES

MOST_UPLOAD_BYTES = 64 * 2**20
_MOST_FILES = 20_000
_MOST_TOTAL_BYTES = 256 * 2**20
_LEFT_BEHIND = re.compile(r"(^|/)(\.|__MACOSX/|Thumbs\.db$|desktop\.ini$)|~$")
_SYMLINK = 0o120000
_KIND = 0o170000

Files = dict[str, bytes]


def flows_in(data: bytes) -> list[Files]:
    """Return the files of each flow in an uploaded zip.

    Raises:
        PublishingError: no zip, too large, a name that leads outside, or no flow in it; all bad names are told.
    """
    if len(data) > MOST_UPLOAD_BYTES:
        raise PublishingError(f"the upload has {len(data)} bytes; {MOST_UPLOAD_BYTES} are allowed")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = _entries(archive)
    except BROKEN_ZIP as error:
        raise PublishingError(f"the upload is no sound zip: {error}") from None
    folders = _flow_folders(files)
    if not folders:
        raise PublishingError(f"there is no {FLOW_FILE} in the zip; pack a flow's folder, or a folder of flows")
    return [_whole(files, folder) for folder in folders]


def _entries(archive: zipfile.ZipFile) -> Files:
    listed = archive.infolist()
    if len(listed) > _MOST_FILES:
        raise PublishingError(f"the zip has {len(listed)} files; {_MOST_FILES} are allowed")
    bad = list(_bad(listed))
    if bad:
        raise PublishingError(f"the zip cannot be taken: {'; '.join(bad[:10])}")
    entries = [entry for entry in listed if not entry.is_dir() and not _LEFT_BEHIND.search(entry.filename)]
    files: Files = {}
    total = 0
    for entry in entries:
        with archive.open(entry) as opened:  # the declared size may lie; what counts is what comes out
            content = opened.read(MAX_FILE_BYTES + 1)
        total += len(content)
        if len(content) > MAX_FILE_BYTES or total > _MOST_TOTAL_BYTES:
            raise PublishingError(f"the zip unfolds beyond its limits at {entry.filename!r}")
        files[entry.filename] = content
    return files


def _bad(entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    seen: set[str] = set()
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or "\0" in entry.filename:
            yield f"{entry.filename!r} leads out of the zip"
        elif (entry.external_attr >> 16) & _KIND == _SYMLINK:
            yield f"{entry.filename!r} is a link"
        elif entry.flag_bits & 1:
            yield f"{entry.filename!r} is encrypted"
        elif entry.filename in seen:
            yield f"{entry.filename!r} is there twice"
        seen.add(entry.filename)


def _flow_folders(files: Files) -> list[str]:
    """Return the folders that hold a flow; what lies in one of them, such as a member, is part of that flow."""
    found: list[str] = []
    for name in sorted(files, key=lambda name: (name.count("/"), name)):
        folder = name.removesuffix(FLOW_FILE)
        if name == f"{folder}{FLOW_FILE}" and not any(folder.startswith(other) for other in found):
            found.append(folder)
    return sorted(found)


def _whole(files: Mapping[str, bytes], folder: str) -> Files:
    home = "/".join(folder.rstrip("/").split("/")[:-2])
    home = f"{home}/" if home else ""
    fragments = _below(files, f"{home}{FRAGMENTS}/")

    def of(place: str) -> Files:
        return with_fragments(_below(files, place), fragments)

    return with_members(of(folder), lambda service: of(f"{home}{service}/"))


def _below(files: Mapping[str, bytes], folder: str) -> Files:
    return {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}
