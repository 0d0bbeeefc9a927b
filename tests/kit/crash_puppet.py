"""A whole terminal that dies at a point of its first session: `CRASH_AT=n CRASH_NOTES=FILE python -m kit.crash_puppet`.

Only here is that environment understood. Points are counted from the session's beginning and noted as they are passed.
"""

import os
import sys
from pathlib import Path

from kit.crash_points import Notes, Points, watch
from kit.puppet_program import main

if __name__ == "__main__":
    notes = Notes(Path(os.environ["CRASH_NOTES"]))
    points = Points(
        int(os.environ["CRASH_AT"]),
        since="before OpenTransaction",
        told=lambda name: notes.note("point", name.replace(" ", "_")),
    )
    watch(points, notes)
    sys.exit(main())
