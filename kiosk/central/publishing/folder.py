"""Flow folders on an author's disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.central.publishing.errors import PublishingError
from kiosk.protocol.fragments import FRAGMENTS, with_fragments
from kiosk.protocol.members import beside, with_members
from kiosk.protocol.package import FLOW_FILE


@dataclass(frozen=True)
class FlowFolder:
    """A folder with a flow.yaml; `files` by their name below it."""

    path: Path
    files: Mapping[str, bytes]

    @property
    def service(self) -> str:
        """The service that the folder stands for by its place: `<department>/<service>`."""
        return "/".join(self.path.resolve().parts[-2:])

    def place(self, name: str) -> Path:
        """Return where the author finds that file of the package: fragments and members lie beside it."""
        shared = beside(name)
        return self.path / name if shared is None else self.path.parent.parent / shared


def read_flows(path: Path) -> list[FlowFolder]:
    """Return every flow at or below `path`, which may be one flow, a department, or all of them.

    Raises:
        PublishingError: there is none, or a file cannot be read.
    """
    found = [path] if (path / FLOW_FILE).is_file() else sorted(file.parent for file in path.rglob(FLOW_FILE))
    if not found:
        raise PublishingError(f"there is no {FLOW_FILE} in or below {path}")
    try:
        return [FlowFolder(folder, read_files(folder)) for folder in found]
    except OSError as error:
        raise PublishingError(f"{error.filename}: {error.strerror}") from None


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the files of one flow, with its fragments from beside the departments, and its members."""
    home = folder.resolve().parents[1]
    return with_members(_with_fragments(folder, home), lambda service: _with_fragments(home / service, home))


def _with_fragments(folder: Path, home: Path) -> dict[str, bytes]:
    return with_fragments(_files(folder), _files(home / FRAGMENTS))


def _files(folder: Path) -> dict[str, bytes]:
    """Return the files by name. Hidden files and what editors leave behind (`~`) are left out."""
    files: dict[str, bytes] = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/")) or name.endswith("~")
        if file.is_file() and not file.is_symlink() and not hidden:
            files[name] = file.read_bytes()
    return files
