"""What a job is, and where the slices say theirs: `JOBS` in the module `jobs` of each Django app."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


@dataclass(frozen=True)
class Job:
    """Done every `every_s` seconds by whoever holds its lease.

    `work` may be cut off anywhere by the end of the process, and may be done again from the start; `begin` is called
    each time that a process wins the lease, before the first work: to take up what another one left.
    """

    name: str
    every_s: float
    work: Callable[[], object]
    begin: Callable[[], object] | None = None

    @property
    def lease_s(self) -> float:
        """How long the job lies idle at most when its holder was killed."""
        return max(30.0, 3 * self.every_s)


def jobs() -> Iterator[Job]:
    """Yield the jobs of all slices."""
    for app in apps.get_app_configs():
        name = f"{app.name}.jobs"
        if app.name.startswith("kiosk.central.") and find_spec(name) is not None:
            yield from import_module(name).JOBS
