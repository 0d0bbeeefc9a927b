"""The departments' operations as data: config/operations.yaml."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kiosk.protocol.files import MOST_FILE_BYTES


class OperationsError(Exception):
    """The file cannot be used; the text says where and why."""


class Operation(BaseModel):
    """One operation; config/operations.yaml says what each field means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")]
    url: Annotated[str, Field(pattern=r"^(https?://|\{self\}/)")]
    method: Literal["POST", "PUT"] = "POST"
    connect_timeout_s: float = Field(3, gt=0, le=30)
    timeout_s: float = Field(15, gt=0, le=120)
    idempotent: bool = False
    retries: int = Field(0, ge=0, le=5)
    files: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")], ...] = ()
    files_at: Annotated[str, Field(pattern=r"^(https?://|\{self\}/).*/$")] | None = None
    most_file_bytes: int = Field(MOST_FILE_BYTES, ge=1, le=MOST_FILE_BYTES)

    @model_validator(mode="after")
    def _files_from_somewhere(self) -> "Operation":
        if bool(self.files) != (self.files_at is not None):
            raise ValueError(f"{self.name}: files and files_at go together: which fields, and from where")
        return self

    @property
    def tries(self) -> int:
        return 1 + (self.retries if self.idempotent else 0)


class _Operations(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    operations: tuple[Operation, ...]


def load(file: Path) -> dict[str, Operation]:
    """Return the operations of a file by name.

    Raises:
        OperationsError: unreadable, no YAML, an unfit operation, or a name that stands twice.
    """
    try:
        found = _Operations.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise OperationsError(f"{file}: {error.strerror}") from None
    except (yaml.YAMLError, ValidationError) as error:
        raise OperationsError(f"{file}: {error}") from None
    by_name = {operation.name: operation for operation in found.operations}
    if len(by_name) != len(found.operations):
        raise OperationsError(f"{file}: an operation's name stands twice")
    return by_name


@lru_cache(maxsize=4)
def _loaded(file: Path) -> dict[str, Operation]:
    return load(file)


def operation(name: str) -> Operation | None:
    """Return the operation of that name; None when no department offers it. The file is read once a process."""
    return _loaded(settings.OPERATIONS_FILE).get(name)
