"""Composes documents with Typst: a template of the flow's package and data as JSON in, PDF/A out.

The package's files are laid out in a folder of their own, because a template may use pictures beside it. Data never
touch the disk: they are handed over in memory, under `sys.inputs.data`.
"""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from kiosk.documents.errors import DocumentError
from kiosk.documents.pages import page_count

PDF_STANDARD: Final = "a-2a"
"""ISO 19005-2 level A: archivable, with its structure tagged for screen readers."""


@dataclass(frozen=True)
class Document:
    """A composed document. `digest` is the sha256 of `pdf` in hex. Personal: kept in memory, for one session."""

    pdf: bytes = field(repr=False)
    pages: int
    digest: str


class Composer:
    """Composes the documents of one flow package. Keeps its compilers warm; used by one thread at a time."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kiosk-templates-")
        for name, content in files.items():
            path = Path(self._folder.name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self._compilers: dict[str, typst.Compiler] = {}

    def compose(self, template: str, data: Mapping[str, Any], *, at: datetime) -> Document:
        """Return the document; `at` becomes its creation date, so that the same input gives the same bytes.

        Raises:
            DocumentError: the template is missing, does not compile, or asks for data that are not there.
        """
        try:
            pdf = self._compiler(template).compile(
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=PDF_STANDARD,
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            raise DocumentError(f"{template}: {error.message}") from None
        assert isinstance(pdf, bytes), "a PDF is one piece"
        return Document(pdf, page_count(pdf), hashlib.sha256(pdf).hexdigest())

    def close(self) -> None:
        """Remove the folder of templates."""
        self._folder.cleanup()

    def _compiler(self, template: str) -> typst.Compiler:
        if template not in self._compilers:
            path = Path(self._folder.name, template)
            if not path.is_file():
                raise DocumentError(f"{template}: no such template in the package")
            self._compilers[template] = typst.Compiler(path, root=self._folder.name)
        return self._compilers[template]
