"""The departments' operations as data: config/operations.yaml. docs/staff/gateway.md tells what each field does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.central.gateway.auth import HeaderName
from kiosk.central.gateway.department import Breaker, Department, Described, Rate
from kiosk.central.gateway.mapping import Rule, Scalar, Source, Tables
from kiosk.central.gateway.wire import Charset, Style
from kiosk.protocol.files import MOST_FILE_BYTES

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", description="a code that flows branch on")]
Status = Annotated[int, Field(ge=100, le=599)]
_IN_PATH = re.compile(r"\{([a-z_]+)\}")
_NO_TABLES: Tables = {}


class Asking(Described):
    """How a flow's input becomes a request; without it, the input as a JSON object is the body."""

    path: dict[str, Source] = Field(default_factory=dict, description="what stands for {name} in the path")
    query: dict[str, Source] = Field(default_factory=dict, description="what stands behind the question mark")
    headers: dict[HeaderName, Source] = Field(default_factory=dict)
    body: Source | None = Field(None, description="the body; unset, all that the flow gave")
    style: Style = "json"
    charset: Charset = "utf-8"
    root: Annotated[str, Field(pattern=r"^[A-Za-z_][\w.-]*$", description="XML: the element around it all")] = "request"

    def addressed(self) -> Iterator[tuple[str, str, Source]]:
        """Yield what goes into the address: in which part, under which name, from where."""
        yield from (("path", name, source) for name, source in self.path.items())
        yield from (("query", name, source) for name, source in self.query.items())


class Envelope(Described):
    """A reply that tells by a code in its body how it went, whatever the HTTP status."""

    code: str = Field("code", description="the way to the code")
    message: str = Field("", description="the way to the department's words; they are not passed on unless named")
    ok: tuple[str, ...] = Field(("0",), min_length=1, description="the codes of an answer")
    busy: tuple[str, ...] = Field((), description="the codes that say: ask again later")
    data: str = Field(".", description="the way to the answer itself")


class Reply(Described):
    """How a department's reply becomes the flow's answer."""

    style: Style = "json"
    charset: Charset = "utf-8"
    done: tuple[Status, ...] = Field((200,), min_length=1)
    refused: tuple[Status, ...] = (422,)
    busy: tuple[Status, ...] = Field((502, 503, 504), description="statuses that say: ask again later")
    envelope: Envelope | None = None
    refusals: dict[str, Code] | None = Field(
        None, description="the department's code, or status where there is no code, and the flow's; unset: as it is"
    )
    body: Source | None = Field(None, description="the answer, of what the department sent; unset: all of it")


class Cache(Described):
    """Answers kept in memory for `ttl_s`: for one transaction, or for everyone where nothing personal is in them."""

    ttl_s: float = Field(gt=0, le=86_400)
    per: Literal["transaction", "everyone"] = "transaction"


class Operation(Described):
    """One operation of one department."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$", description="department.operation, as in a flow")]
    title: str = Field("", description="what staff call it, in Chinese")
    department: str | None = Field(None, description="one of departments; then give path")
    path: Annotated[str, Field(pattern=r"^/[^\s?#]*$")] | None = Field(None, description="below the department's url")
    url: Annotated[str, Field(pattern=r"^(https?://|\{self\}/)")] | None = Field(
        None, description="the whole address, for an operation without department"
    )
    method: Literal["GET", "POST", "PUT"] = "POST"
    connect_timeout_s: float = Field(3, gt=0, le=30)
    timeout_s: float = Field(15, gt=0, le=120)
    idempotent: bool = Field(False, description="a second request does nothing twice, by its nature")
    honours_key: bool = Field(False, description="a second request with the same idempotency key does nothing twice")
    retries: int = Field(0, ge=0, le=5)
    backoff_s: float = Field(0.2, ge=0, le=10, description="before the first further try; doubled before each other")
    personal: bool = Field(True, description="whether the input or the answer may be about a person")
    address_holds_input: bool = Field(
        False, description="input may stand in the address, which the department's logs and proxies keep"
    )
    request: Asking | None = None
    reply: Reply = Reply()
    breaker: Breaker = Breaker()
    rate: Rate | None = None
    cache: Cache | None = None
    files: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")], ...] = ()
    files_at: Annotated[str, Field(pattern=r"^(https?://|\{self\}/).*/$")] | None = None
    most_file_bytes: int = Field(MOST_FILE_BYTES, ge=1, le=MOST_FILE_BYTES)

    @model_validator(mode="after")
    def _holds_together(self) -> "Operation":
        problems = list(self._problems())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def tries(self) -> int:
        return 1 + (self.retries if self.idempotent or self.honours_key else 0)

    def _problems(self) -> Iterator[str]:
        if bool(self.files) != (self.files_at is not None):
            yield f"{self.name}: files and files_at go together: which fields, and from where"
        if (self.department is None) == (self.url is None):
            yield f"{self.name}: is either a department's, with path, or has a url of its own"
        if (self.department is None) != (self.path is None):
            yield f"{self.name}: department and path go together"
        if self.cache is not None and self.cache.per == "everyone" and self.personal:
            yield f"{self.name}: a personal answer is never kept for everyone; cache per transaction"
        if self.cache is not None and self.files:
            yield f"{self.name}: files are not kept; remove cache"
        if self.cache is not None and not self.idempotent:
            yield f"{self.name}: only an idempotent operation has answers worth keeping"
        yield from self._problems_of_address()

    def _problems_of_address(self) -> Iterator[str]:
        asking = self.request or Asking()
        named = set(_IN_PATH.findall(self.path or ""))
        if named != set(asking.path):
            yield f"{self.name}: path names {sorted(named)}, request.path {sorted(asking.path)}: make them the same"
        if self.method == "GET" and asking.body is not None:
            yield f"{self.name}: a GET has no body; use request.query, or POST"
        told = [f"request.{part}.{name}" for part, name, source in asking.addressed() if _takes_input(source)]
        if told and not self.address_holds_input:
            yield f"{self.name}: {', '.join(told)}: logs keep addresses; use the body, or address_holds_input"


class Operations(Described):
    """The whole file."""

    departments: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")], Department] = Field(default_factory=dict)
    tables: dict[str, dict[str, Scalar]] = Field(default_factory=dict, description="code tables that rules name")
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Offer:
    """One operation with all that it needs. `address`: still with `{self}` and `{names}`."""

    operation: Operation
    department: Department
    of: str
    address: str
    tables: Tables

    @property
    def name(self) -> str:
        return self.operation.name


def offered(operation: Operation, written: Operations, environment: str) -> Offer:
    """Return the operation together with its department, which is there and has an address in `environment`."""
    if operation.department is None:
        assert operation.url is not None, "checked by Operation"
        of = operation.name.partition(".")[0]
        return Offer(operation, Department(), of, operation.url, written.tables)
    department = written.departments[operation.department]
    address = f"{department.base(environment)}{operation.path}"
    return Offer(operation, department, operation.department, address, written.tables)


def sources_of(operation: Operation) -> Iterator[tuple[tuple[str | int, ...], Source]]:
    """Yield every source of an operation with its place, the inner ones, too."""
    asking = operation.request or Asking()
    roots: list[tuple[tuple[str | int, ...], Source | None]] = [
        *((("request", part, name), source) for part, name, source in asking.addressed()),
        *((("request", "headers", name), source) for name, source in asking.headers.items()),
        (("request", "body"), asking.body),
        (("reply", "body"), operation.reply.body),
    ]
    for place, source in roots:
        if source is not None:
            yield from _inside(place, source)


def _inside(place: tuple[str | int, ...], source: Source) -> Iterator[tuple[tuple[str | int, ...], Source]]:
    yield place, source
    if isinstance(source, Rule):
        for name, inner in (source.fields or {}).items():
            yield from _inside((*place, "fields", name), inner)
        if source.each is not None:
            yield from _inside((*place, "each"), source.each)


def _takes_input(source: Source) -> bool:
    ways = (one if isinstance(one, str) else one.source for _, one in _inside((), source))
    return any(way is not None and not way.startswith("$call.") for way in ways)
