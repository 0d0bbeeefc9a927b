"""What Qt knows of an object that its class does not know."""

from collections.abc import Iterable

from PySide6.QtCore import QObject

_OWN = "__METAOBJECT__"
"""Where PySide keeps a meta object that only this instance has."""


def own_descriptions(objects: Iterable[QObject]) -> list[str]:
    """Return the class and the added methods of each object with a meta object of its own."""
    return [f"{type(each).__name__}: {', '.join(_added(each))}" for each in objects if _OWN in vars(each)]


def _added(each: QObject) -> list[str]:
    meta = each.metaObject()
    return [meta.method(n).methodSignature().toStdString() for n in range(meta.methodOffset(), meta.methodCount())]
