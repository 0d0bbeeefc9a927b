"""Looks for words in all that Python and Qt hold in this process: where a resident's data would be kept by mistake.

Not looked at: memory that was given back and not yet written over, pictures, and what C++ keeps for itself.
"""

import gc
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtQuick import QQuickItem, QQuickWindow
from shiboken6 import getCppPointer

_ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
_TEXTS = frozenset({"QString", "QStringList"})
_LEAVES = (str, bytes, bytearray, memoryview)


def held(backwards: Iterable[str], window: QQuickWindow) -> list[str]:
    """Return where one of the words stands. They come backwards, so that the question is not its own answer."""
    gc.collect()
    gc.unfreeze()  # what was there at the start holds what came since
    try:
        mine: set[int] = set()
        words = _words(backwards, mine)
        return [*_in_python(words, mine), *_in_qt(words, window)]
    finally:
        gc.freeze()


def _words(backwards: Iterable[str], mine: set[int]) -> dict[str, tuple[str, tuple[bytes, ...]]]:
    words = {word: (word[::-1], tuple(word[::-1].encode(encoding) for encoding in _ENCODINGS)) for word in backwards}
    for right, encoded in words.values():
        mine |= {id(right), *map(id, encoded)}
    return words


def _in_python(words: dict[str, Any], mine: set[int]) -> Iterator[str]:
    todo: list[Any] = [*gc.get_objects(), *sys._current_frames().values()]
    seen: set[int] = set()
    while todo:
        holder = todo.pop()
        for found in gc.get_referents(holder):
            if id(found) in mine or id(found) in seen:
                continue
            if isinstance(found, _LEAVES):
                seen.add(id(found))
                yield from (f"{type(holder).__name__}: {_shown(holder)}" for word in _of(found, words))
            elif not gc.is_tracked(found) and isinstance(found, dict | tuple):
                seen.add(id(found))
                todo.append(found)


def _of(found: str | bytes | bytearray | memoryview, words: dict[str, Any]) -> Iterator[str]:
    for backwards, (right, encoded) in words.items():
        if right in found if isinstance(found, str) else any(word in bytes(found) for word in encoded):
            yield backwards


def _shown(holder: Any) -> str:
    """Say what holds it: keys of a dictionary, or who holds the holder."""
    keys = list(holder) if isinstance(holder, dict) else []
    return f"{keys[:8]} in {[type(one).__name__ for one in gc.get_referrers(holder)[:4]]}"


def _in_qt(words: dict[str, Any], window: QQuickWindow) -> Iterator[str]:
    todo: list[QObject] = [window, window.contentItem()]
    seen: set[int] = set()
    while todo:
        one = todo.pop()
        address = getCppPointer(one)[0]
        if address in seen:
            continue
        seen.add(address)
        todo += one.children()
        if isinstance(one, QQuickItem):
            todo += one.childItems()
        about = one.metaObject()
        for number in range(about.propertyCount()):
            told = about.property(number)
            if told.typeName() in _TEXTS:
                yield from (f"{about.className()}.{told.name()}" for _ in _of(str(told.read(one)), words))
