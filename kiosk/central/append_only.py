"""Rows that are added and never changed: what happened to something, for as long as that stands."""

from typing import Any, NoReturn

from django.db import models

from kiosk.central.audit.models import AppendOnlyError


class AddedOnlyQuerySet(models.QuerySet[Any]):
    """Can be read and added to."""

    def update(self, **_changes: Any) -> NoReturn:
        raise AppendOnlyError("what happened is never changed")


class AddedOnly(models.Model):
    """A history's row. It goes with what it belongs to, and is never changed before."""

    objects = AddedOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("what happened is never changed")
        super().save(*args, **kwargs)
