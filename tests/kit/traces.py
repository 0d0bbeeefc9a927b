"""Looks for what a person's documents say, in everything that programs have left on a disk."""

from collections.abc import Iterable, Iterator
from pathlib import Path

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_PICTURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff")
"""How files begin that may show a person without naming anybody in plain bytes."""


def traces(words: Iterable[str], *folders: Path) -> list[str]:
    """Return where in `folders` one of `words` stands, in whatever encoding, or lies a document or a picture."""
    wanted = [(word.encode(encoding), f"{word} as {encoding}") for word in words for encoding in _ENCODINGS]
    return [f"{file}: {found}" for file in _files(folders) for found in _found(file.read_bytes(), wanted)]


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        assert folder.is_dir(), folder
        yield from (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink())


def _found(content: bytes, wanted: list[tuple[bytes, str]]) -> Iterator[str]:
    yield from (name for needle, name in wanted if needle in content)
    if content.startswith(_PICTURES):
        yield "a document or a picture"
