"""Redaction by type: what belongs to a person says so wherever it goes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

ONLY_KEYS: Final = "keys"
"""The `cache_strings` of every model that may hold something personal: pydantic would keep up to 16,384 short strings
that it read from JSON, names and numbers among them, for as long as the process lives (jiter, `py_string_cache.rs`)."""

T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")


class Personal(Generic[T_co]):
    """A value about a person. Prints as dots; only `reveal()` gives it, so each use can be found by its name.

    In a pydantic model, `Personal[str]` is validated as `str` and goes over the wire as `str`.
    """

    __slots__ = ("_value",)

    def __init__(self, value: T_co) -> None:
        self._value = value

    def reveal(self) -> T_co:
        return self._value

    def map(self, change: "Callable[[T_co], U]") -> "Personal[U]":
        """Apply `change` inside; the result is as personal as the value was."""
        return Personal(change(self._value))

    def __repr__(self) -> str:
        return "Personal(•••)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and bool(self._value == other._value)

    def __hash__(self) -> int:
        return hash(("Personal", self._value))

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("a Personal value is never pickled")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = handler(get_args(source)[0]) if get_args(source) else core_schema.any_schema()
        wrap = core_schema.no_info_after_validator_function(cls, inner)
        return core_schema.json_or_python_schema(
            json_schema=wrap,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), wrap]),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda held: held.reveal()),
        )


_PLAIN = (str, bytes, int, float, type(None))
_MAPPINGS, _SEQUENCES = (dict, Mapping), (list, tuple, Sequence)  # what there mostly is first: it is told at once


def revealed(value: Any) -> Any:
    """Return `value` with each `Personal` inside replaced by what it holds. For the wire and the printer only."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Personal):
        return revealed(value.reveal())
    if isinstance(value, _MAPPINGS):
        return {key: revealed(item) for key, item in value.items()}
    if isinstance(value, _SEQUENCES):
        return [revealed(item) for item in value]
    return value
