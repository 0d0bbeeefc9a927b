"""Where the terminal logs to."""

import logging
import logging.handlers
from pathlib import Path

_LOG_BYTES = 2_000_000


def log_to(folder: Path) -> None:
    """Log into `folder`, a few files that are overwritten in turn; to stderr where the disk takes no writes.

    Nothing personal is ever handed to a logger.
    """
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(folder / "terminal.log", maxBytes=_LOG_BYTES, backupCount=4)
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
