"""Where the terminal's log is written."""

import logging
import logging.handlers
from pathlib import Path

_LOG_BYTES = 2_000_000


def log_to(folder: Path) -> None:
    """Log into `folder`, a few files that are overwritten in turn. Nothing personal is ever handed to a logger."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(folder / "terminal.log", maxBytes=_LOG_BYTES, backupCount=4)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
