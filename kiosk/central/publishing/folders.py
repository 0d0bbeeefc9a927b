"""Folders of this server by names that staff may read: where they lie is its maintainers' business alone."""

from django.conf import settings


def without_folders(error: Exception | str) -> str:
    """Return what went wrong, with a name in place of each folder of this server."""
    text = str(error)
    for folder, name in ((settings.STOCK_DIR, "stock"), (settings.FLOWS_DIR, "flows"), (settings.KEYS_DIR, "keys")):
        text = text.replace(str(folder), name)
    return text
