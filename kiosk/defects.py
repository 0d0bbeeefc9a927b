"""How a defect is told in logs and alarms."""

import traceback


def where(error: BaseException) -> str:
    """Say what was raised and where, without its message: a message may quote an answer."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    place = f" at {frame[0].name}:{frame[0].lineno}" if frame else ""
    return f"{type(error).__name__}{place}"
