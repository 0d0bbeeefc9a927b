"""Writes found devices into a settings file: shown as a diff, kept as it was beside it, and only if it then loads."""

import difflib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError

from kiosk.devices.probing.choice import Choice
from kiosk.protocol.document import read_document
from kiosk.protocol.model_problems import model_problems
from kiosk.settings import Devices, SettingsError, load_settings
from kiosk.technician.devices_block import NotMergeable, merged


class _File(BaseModel):
    """What is checked of a file whose neighbours are not known."""

    devices: Devices


def write(file: Path, choices: Sequence[Choice], others: Sequence[Path] = ()) -> list[str]:
    """Write `choices` into `file` and return the lines of a diff, empty when it said all that before.

    `others` are the files that the terminal reads together with it, in order; `file` itself may be among them. What
    the file was stands in `FILE.bak` afterwards.

    Raises:
        SettingsError: the file cannot be read or written, or would not load afterwards; it is as it was.
    """
    file = file.resolve()
    try:
        before = file.read_bytes().decode("utf-8") if file.exists() else ""  # not read_text: line ends stay
        after = merged(before, choices)
    except NotMergeable as error:
        raise SettingsError(f"{file}: {error}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: is no YAML: {str(error).splitlines()[0]}") from None
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from None
    if after == before:
        return []
    try:
        _replace(file, after, others)
    except OSError as error:
        raise SettingsError(f"{error.filename or file}: {error.strerror}") from None
    names = (f"{file}.bak", str(file))
    return list(difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm=""))


def _replace(file: Path, text: str, others: Sequence[Path]) -> None:
    draft = file.with_name(f"{file.name}.new")
    try:
        draft.write_bytes(text.encode())
        _check(file, draft, others)
        if file.exists():
            shutil.copy2(file, file.with_name(f"{file.name}.bak"))
            _dress_like(draft, file)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _check(file: Path, draft: Path, others: Sequence[Path]) -> None:
    """Raise unless the terminal will load the draft in the file's place."""
    together = [draft if other.resolve() == file else other for other in others]
    try:
        if draft in together:
            load_settings(together)
        else:
            _check_alone(draft)
    except SettingsError as error:
        words = str(error).replace(str(draft), str(file))
        raise SettingsError(f"{file} is left as it was: with what was found it would not load.\n{words}") from None


def _check_alone(draft: Path) -> None:
    document, problems = read_document(str(draft), draft.read_bytes())
    if document is not None:
        try:
            _File.model_validate(document.value)
        except ValidationError as error:
            problems += model_problems(lambda _: document, error, _File)
    if problems:
        raise SettingsError("\n".join(f"  {one}" for one in problems))


def _dress_like(draft: Path, file: Path) -> None:
    """Give the draft the mode and, where that is permitted, the owner of the file that it replaces."""
    shutil.copymode(file, draft)
    if os.geteuid() == 0:
        found = file.stat()
        os.chown(draft, found.st_uid, found.st_gid)
