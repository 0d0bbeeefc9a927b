"""Reads operations.yaml. What is wrong with it is told all at once, each with its line and a remedy."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from pydantic import ValidationError

from kiosk.central.gateway.mapping import Rule
from kiosk.central.gateway.operations import Offer, Operation, Operations, offered, sources_of
from kiosk.central.gateway.secret_files import SecretError, path_of
from kiosk.protocol.document import Document, Problem, read_document
from kiosk.protocol.model_problems import did_you_mean, model_problems


class OperationsError(Exception):
    """The file cannot be used; the text says where and why, every mistake on a line of its own."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda one: (one.file, one.line, one.column))
        super().__init__("\n".join(map(str, self.problems)))


def load(file: Path, environment: str | None = None) -> dict[str, Offer]:
    """Return what the departments of a file offer, by name.

    Args:
        file: such as config/operations.yaml.
        environment: whose addresses count; None: that of this platform.

    Raises:
        OperationsError: unreadable, no YAML, or anything in it that does not hold; all of it at once.
    """
    environment = environment or settings.ENVIRONMENT
    document, problems = _document(file)
    if document is None:
        raise OperationsError(problems)
    try:
        written = Operations.model_validate(document.value)
    except ValidationError as error:
        problems += model_problems(lambda _: document, error, Operations, _own_rule)
        raise OperationsError(problems) from None
    problems += _problems(document, written, environment)
    if problems:
        raise OperationsError(problems)
    return {one.name: offered(one, written, environment) for one in written.operations}


def _own_rule(document: Document, error: Any) -> Iterator[Problem]:
    """Each of the mistakes that one validator told together."""
    for told in str(error["msg"]).removeprefix("Value error, ").split("; "):
        message, _, hint = told.rpartition(": ") if ": " in told else (told, "", "")
        yield document.problem(error["loc"], message or told, hint)


def _document(file: Path) -> tuple[Document | None, list[Problem]]:
    try:
        return read_document(str(file), file.read_bytes())
    except OSError as error:
        return None, [Problem(str(file), 1, 1, f"{error.strerror}", "set KIOSK_CENTRAL_OPERATIONS to the file")]


def _problems(document: Document, written: Operations, environment: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for place, operation in enumerate(written.operations):
        at = ("operations", place)
        if operation.name in seen:
            first = document.place(("operations", seen[operation.name]))[0]
            message = f"{operation.name}: stands twice, first on line {first}"
            yield document.problem((*at, "name"), message, "give one of them another name")
        seen.setdefault(operation.name, place)
        yield from _problems_of_department(document, written, place, operation, environment)
        for way, source in sources_of(operation):
            if isinstance(source, Rule) and isinstance(source.table, str) and source.table not in written.tables:
                hint = did_you_mean(source.table, written.tables) or "add it below tables"
                yield document.problem((*at, *way, "table"), f"there is no table {source.table!r}", hint)


def _problems_of_department(
    document: Document, written: Operations, place: int, operation: Operation, environment: str
) -> Iterator[Problem]:
    if operation.department is None:
        return
    department = written.departments.get(operation.department)
    if department is None:
        hint = did_you_mean(operation.department, written.departments) or "add it below departments"
        yield document.problem(
            ("operations", place, "department"), f"there is no department {operation.department!r}", hint
        )
    elif department.base(environment) is None:
        where = ("departments", operation.department)
        message = f"{operation.department}: has no url in the environment {environment!r}"
        yield document.problem(where, message, "add it, or set KIOSK_CENTRAL_ENVIRONMENT to another one")


def secrets_missing(file: Path, environment: str | None = None) -> Iterator[str]:
    """Yield what is wrong with the secrets that the operations of `file` need: each by its file, with a remedy."""
    names = {name for offer in load(file, environment).values() for name in offer.department.secrets()}
    for name in sorted(names):
        try:
            path_of(name)
        except SecretError as error:
            yield str(error)


@lru_cache(maxsize=4)
def _loaded(file: Path, environment: str) -> dict[str, Offer]:
    return load(file, environment)


def offers() -> dict[str, Offer]:
    """Return all that departments offer. The file is read once a process."""
    return _loaded(settings.OPERATIONS_FILE, settings.ENVIRONMENT)


def offer(name: str) -> Offer | None:
    """Return what is offered under that name; None when no department offers it."""
    return offers().get(name)
