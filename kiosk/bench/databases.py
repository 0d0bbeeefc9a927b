"""A measurement on each database: SQLite, and PostgreSQL where its URL is set; each in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kiosk.central.database import URL, URL_FILE
from kiosk.central.setup import Place, set_up


def measured_on_each(module: str, runs: int, timeout_s: float) -> Iterator[dict[str, Any]]:
    """Yield what the program `module` FOLDER RUNS answers on each database, as one JSON document."""
    chosen = [{URL: "", URL_FILE: ""}]
    if os.environ.get(URL) or os.environ.get(URL_FILE):
        chosen.append({})
    for environment in chosen:
        with tempfile.TemporaryDirectory() as folder:
            told = subprocess.run(
                [sys.executable, "-m", module, folder, str(runs)],
                env=os.environ | environment,
                stdout=subprocess.PIPE,
                timeout=timeout_s,
                check=True,
            )
        yield json.loads(told.stdout)


def in_scratch_database(folder: Path, measure: Callable[[], dict[str, Any]]) -> None:
    """Set Django up, measure on a database that is dropped afterwards, and print the answer."""
    set_up(Place(data=folder))
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        measured = measure()
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    print(json.dumps({"database": connection.display_name} | measured))  # noqa: T201 - the process's answer
