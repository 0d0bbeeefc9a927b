"""Words with values in them: `{name}`, and `{count, plural, one {# page} other {# pages}}`.

The braces are those of ICU MessageFormat, so that translators and their tools know them; of its kinds only `plural` is
here, with the categories of CLDR for whole numbers. A brace that opens nothing cannot be written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

CATEGORIES = {"zh": ("other",), "en": ("one", "other")}
"""CLDR's plural categories that a whole number may have in each language."""

_NAME = re.compile(r"\s*([a-z][a-z0-9_]*)\s*")
_SELECTOR = re.compile(r"\s*(=\d+|[a-z]+)\s*")


@dataclass(frozen=True)
class Hole:
    """Where a value goes."""

    name: str


@dataclass(frozen=True)
class Plural:
    """Words for each number of something; `forms` by `=0` or a category. `#` in them stands for the number."""

    name: str
    forms: tuple[tuple[str, "Parts"], ...]


class Amount(int):
    """A number of things: 1,234. A plain int stands as it is, as a year does."""

    def __str__(self) -> str:
        return f"{int(self):,}"


Parts = tuple[str | Hole | Plural, ...]


class FillingError(ValueError):
    """Words whose braces cannot be read. `at` counts signs from 0; `hint` is the remedy."""

    def __init__(self, at: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.at, self.hint = at, hint


@lru_cache(maxsize=4096)
def parsed(words: str) -> Parts:
    """Return the parts of `words`.

    Raises:
        FillingError: a brace that is not closed, or opens something else than a value or a plural.
    """
    reader = _Reader(words)
    parts = reader.parts(inside="")
    if reader.at < len(words):
        raise FillingError(reader.at, "} closes nothing", "remove it, or write { before the name of a value")
    return parts


def holes(parts: Parts) -> Iterator[Hole | Plural]:
    """Yield each place of a value, those inside plural forms too."""
    for part in parts:
        if isinstance(part, str):
            continue
        yield part
        if isinstance(part, Plural):
            for _, form in part.forms:
                yield from holes(form)


def filled(words: str, language: str, values: Mapping[str, object]) -> str:
    """Return `words` with `values` in them. What a plural counts is an int.

    Raises:
        FillingError: see `parsed`.
        KeyError: a value that is not there.
        TypeError: a plural of something that is no whole number.
    """
    return _written(parsed(words), language, values, "#")


def _written(parts: Parts, language: str, values: Mapping[str, object], number: str) -> str:
    written = []
    for part in parts:
        match part:
            case str():
                written.append(part if number == "#" else part.replace("#", number))
            case Hole(name=name):
                written.append(str(values[name]))
            case Plural(name=name):
                count = values[name]
                if not isinstance(count, int):
                    raise TypeError(f"{name} is no whole number")
                written.append(_written(_form(part, language, count), language, values, f"{count:,}"))
    return "".join(written)


def _form(plural: Plural, language: str, count: int) -> Parts:
    forms = dict(plural.forms)
    category = "one" if count == 1 and "one" in CATEGORIES[language] else "other"
    return forms.get(f"={count}") or forms.get(category) or forms["other"]


class _Reader:
    """Reads from left to right; `at` is the next sign."""

    def __init__(self, words: str) -> None:
        self.words, self.at = words, 0

    def parts(self, *, inside: str) -> Parts:
        """Read until the end, or the brace that closes a form of the plural `inside`."""
        found: list[str | Hole | Plural] = []
        while self.at < len(self.words) and self.words[self.at] != "}":
            if self.words[self.at] == "{":
                found.append(self._hole(inside))
                continue
            end = re.compile(r"[^{}]+").match(self.words, self.at)
            assert end is not None, "neither brace nor end"
            found.append(end[0])
            self.at = end.end()
        return tuple(found)

    def _hole(self, inside: str) -> Hole | Plural:
        opened = self.at
        self.at += 1
        name = self._take(_NAME, opened, "{ wants the name of a value behind it", "write {name}")
        if self._comma():
            return self._plural(name, opened, inside)
        self._close(opened)
        return Hole(name)

    def _plural(self, name: str, opened: int, inside: str) -> Plural:
        kind = self._take(_NAME, opened, f"{{{name}, wants `plural`", f"write {{{name}, plural, other {{…}}}}")
        if kind != "plural" or not self._comma():
            raise FillingError(opened, f"{kind!r} is unknown here", f"write {{{name}, plural, other {{…}}}}")
        if inside:
            raise FillingError(opened, f"a plural inside that of {inside!r}", "write two sentences")
        forms: list[tuple[str, Parts]] = []
        while self.at < len(self.words) and self.words[self.at] != "}":
            forms.append(self._one_form(name, opened))
        self._close(opened)
        selectors = [selector for selector, _ in forms]
        twice = next((one for one in selectors if selectors.count(one) > 1), None)
        if twice:
            raise FillingError(opened, f"the plural of {name!r} has {twice!r} twice", "remove one")
        if "other" not in selectors:
            raise FillingError(opened, f"the plural of {name!r} has no `other`", "write other {…}")
        return Plural(name, tuple(forms))

    def _one_form(self, name: str, opened: int) -> tuple[str, Parts]:
        hint = "write one {…} other {…}"
        selector = self._take(_SELECTOR, opened, f"the plural of {name!r} wants its forms", hint)
        if self.at >= len(self.words) or self.words[self.at] != "{":
            raise FillingError(opened, f"{selector!r} has no words in braces", hint)
        began = self.at
        self.at += 1
        form = self.parts(inside=name)
        self._close(began)
        spaces = re.compile(r"\s*").match(self.words, self.at)
        self.at = spaces.end() if spaces else self.at
        return selector, form

    def _take(self, pattern: re.Pattern[str], opened: int, message: str, hint: str) -> str:
        found = pattern.match(self.words, self.at)
        if found is None:
            raise FillingError(opened, message, hint)
        self.at = found.end()
        return found[1]

    def _comma(self) -> bool:
        there = self.words[self.at : self.at + 1] == ","
        self.at += there
        return there

    def _close(self, opened: int) -> None:
        if self.words[self.at : self.at + 1] != "}":
            raise FillingError(opened, "{ is not closed", "write } behind it")
        self.at += 1
