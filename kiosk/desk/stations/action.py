"""What can be done at a station: methods marked `@action`. Names, arguments and help are read from them.

So that the control connection, its client, the commands and the tests know an action, it is enough to write it.
"""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from kiosk.desk.state import DeskError

_MARK = "_action_of_the_desk"
_MOST_TEXT = 3000
Method = TypeVar("Method", bound=Callable[..., None])


def action(method: Method) -> Method:
    """Mark `method` as something that people can do. It takes named ints, floats, bools, texts and `StrEnum`s."""
    setattr(method, _MARK, True)
    return method


@dataclass(frozen=True)
class Argument:
    """One value that an action takes; `default` is `inspect.Parameter.empty` where it must be given."""

    name: str
    kind: type
    default: Any

    @property
    def required(self) -> bool:
        return self.default is inspect.Parameter.empty

    @property
    def form(self) -> str:
        """How it is written, for people."""
        form = "|".join(self.kind) if issubclass(self.kind, StrEnum) else self.kind.__name__
        return f"{self.name}={form}"

    def understood(self, value: Any) -> Any:
        """Return `value` as the action takes it.

        Raises:
            DeskError: it is of another kind.
        """
        if issubclass(self.kind, StrEnum):
            return self._one_of(self.kind, value)
        # A bool is an int to isinstance, but not to whoever wrote {"person": true}; an int is a float to people.
        fits = isinstance(value, (int, float) if self.kind is float else self.kind)
        if not fits or (self.kind is not bool and isinstance(value, bool)):
            raise DeskError(f'the body must hold "{self.name}" of type {self.kind.__name__}')
        if isinstance(value, str) and len(value) > _MOST_TEXT:
            raise DeskError(f'"{self.name}" may have {_MOST_TEXT} characters, not {len(value)}')
        return value

    def from_word(self, word: str) -> Any:
        """Return what a word of a command line means.

        Raises:
            DeskError: it means nothing of that kind.
        """
        try:
            if self.kind is bool:
                return {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}[word.lower()]
            return self.understood(self.kind(word) if self.kind in {int, float} else word)
        except (KeyError, ValueError):
            kind = "on or off" if self.kind is bool else f"a number ({self.kind.__name__})"
            raise DeskError(f"{self.name} is {kind}, not {word!r}") from None

    def _one_of(self, kind: type[StrEnum], value: Any) -> StrEnum:
        try:
            return kind(value)
        except ValueError:
            raise DeskError(f"there is no {self.name} {value!r}; there is {', '.join(kind)}") from None


@dataclass(frozen=True)
class Action:
    """`does` says to people what it does."""

    name: str
    does: str
    takes: tuple[Argument, ...]
    method: Callable[..., None]

    def understood(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments that `given` holds.

        Raises:
            DeskError: one is missing, of a wrong kind, or unknown.
        """
        known = {argument.name: argument for argument in self.takes}
        if strange := [name for name in given if name not in known]:
            takes = ", ".join(argument.form for argument in self.takes) or "nothing"
            raise DeskError(f"{self.name} takes {takes}, not {strange[0]!r}")
        missing = [argument for argument in self.takes if argument.required and argument.name not in given]
        return {name: known[name].understood(given.get(name)) for name in (*given, *(one.name for one in missing))}


def actions_of(station: type) -> dict[str, Action]:
    """Return what can be done at stations of that class, its own actions first."""
    found: dict[str, Action] = {}
    for family in station.__mro__:
        for name, method in vars(family).items():
            if hasattr(method, _MARK) and name not in found:
                found[name] = _read(name, method)
    return found


def _read(name: str, method: Callable[..., None]) -> Action:
    kinds = typing.get_type_hints(method)
    parameters = list(inspect.signature(method).parameters.values())[1:]
    takes = tuple(Argument(one.name, kinds[one.name], one.default) for one in parameters)
    does = (inspect.getdoc(method) or "").partition("\n")[0].rstrip(".")
    return Action(name, does, takes, method)
