"""Composes documents with Typst: a template of the flow's package and data as JSON in, PDF/A out.

The package's files are laid out in a folder of their own, because a template may use pictures beside it. Data never
touch the disk: they are handed over in memory, under `sys.inputs.data`.
"""

import contextlib
import hashlib
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from kiosk.documents.errors import DocumentError
from kiosk.documents.pages import page_count

PDF_STANDARD: Final = "a-2a"
"""ISO 19005-2 level A: archivable, with its structure tagged for screen readers."""

_PLACE = re.compile(r"─ .*?([\w.-]+:\d+:\d+)$", re.MULTILINE)
"""Where a diagnostic of Typst points to: file, line, column."""

_VALUE_ABSENT = "dictionary does not contain key"
"""How Typst begins to say that a template asked for data that are not there."""

_REMEMBERED = 10
"""Typst keeps the parts of a document until more than that were compiled without them (`comemo::evict` in typst-py)."""


@dataclass(frozen=True)
class Document:
    """A composed document. `digest` is the sha256 of `pdf` in hex. Personal: kept in memory, for one session."""

    pdf: bytes = field(repr=False)
    pages: int
    digest: str


class Composer:
    """Composes the documents of one flow package. Keeps its compilers warm; used by one thread at a time."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Prepare; nothing is compiled yet.

        Raises:
            DocumentError: there is no room for a folder.
        """
        with _room():
            self._folder = tempfile.TemporaryDirectory(prefix="kiosk-templates-")
        self._files = files
        self._compilers: dict[str, typst.Compiler] = {}

    def compose(self, template: str, data: Mapping[str, Any], *, at: datetime) -> Document:
        """Return the document; `at` becomes its creation date, so that the same input gives the same bytes.

        Raises:
            DocumentError: the template is missing, does not compile, or asks for data that are not there; the disk
                has no room for it.
        """
        self._lay_out()
        compiler = self._compiler(template)
        try:
            pdf = compiler.compile(
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=PDF_STANDARD,
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            # Not its message: Typst quotes values in it.
            places = " < ".join(_PLACE.findall(error.diagnostic))
            raise DocumentError(f"{template}: does not compile: {places or 'nowhere in particular'}") from None
        finally:
            _compile_nothing(compiler)  # or it would keep the data until the next resident's
        assert isinstance(pdf, bytes), "a PDF is one piece"
        return Document(pdf, page_count(pdf), hashlib.sha256(pdf).hexdigest())

    def try_out(self, template: str) -> None:
        """Compile without any data, as far as that leads: the first value that is asked for ends it.

        The system's fonts are left out: to look for them takes 0.1 s, and Typst minds none that is missing.

        Raises:
            DocumentError: the template cannot be read, or lacks a file beside it; or the disk has no room.
        """
        self._lay_out()
        compiler = typst.Compiler(self._place(template), root=self._folder.name, ignore_system_fonts=True)
        try:
            compiler.compile(format="pdf", sys_inputs={"data": "{}"})
        except typst.TypstError as error:
            if not error.message.startswith(_VALUE_ABSENT):
                raise DocumentError(f"{template}: {error.message}") from None  # no data: nothing personal in it

    def forget(self) -> None:
        """Make Typst drop what it keeps of documents, those of other composers too; takes some milliseconds."""
        for compiler in [*self._compilers.values()][:1]:
            for _ in range(_REMEMBERED + 1):
                _compile_nothing(compiler)

    def close(self) -> None:
        """Remove the folder of templates."""
        self._folder.cleanup()

    def _lay_out(self) -> None:
        """Write what is not there, or not whole.

        Systems clear their temporary folders of files that nobody used for days, and a full disk leaves half a file.
        """
        for name, content in self._files.items():
            path = Path(self._folder.name, name)
            if not path.is_file() or path.stat().st_size != len(content):
                with _room():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)

    def _compiler(self, template: str) -> typst.Compiler:
        if template not in self._compilers:
            self._compilers[template] = typst.Compiler(self._place(template), root=self._folder.name)
        return self._compilers[template]

    def _place(self, template: str) -> Path:
        path = Path(self._folder.name, template)
        if not path.is_file():
            raise DocumentError(f"{template}: no such template in the package")
        return path


def _compile_nothing(compiler: typst.Compiler) -> None:
    """Compile without data, well or not."""
    with contextlib.suppress(typst.TypstError):
        compiler.compile(format="pdf", sys_inputs={})


@contextlib.contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DocumentError(f"the templates cannot be laid out: {error.strerror}") from error
