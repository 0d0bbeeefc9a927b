"""Central as a WSGI application, for gunicorn behind nginx: `kiosk.central.wsgi:application`; see docs/central.md.

It serves only. What central does by itself (`kiosk.central.jobs`) is for `kiosk central work`, and the database is
brought up to date by `kiosk central migrate`, before the workers start.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from kiosk.central.setup import Place, set_up

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def behind_proxy(inner: Wsgi) -> Wsgi:
    """Take the client's address from `X-Real-IP`, which the proxy before a Unix socket sets anew on each request."""

    def outer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = environ.pop("HTTP_X_REAL_IP", "") or environ.get("REMOTE_ADDR", "")
        return inner(environ, start_response)

    return outer


def application_of(data: Path) -> Wsgi:
    """Start Django on the platform that lives in `data`.

    Raises:
        kiosk.central.setup.NotReadyError: files of the site cannot be used.
    """
    set_up(Place(data=data))
    from django.core.wsgi import get_wsgi_application

    from kiosk.central import readiness

    readiness.make_sure()
    return behind_proxy(get_wsgi_application())


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve; the platform is started by the first request, or by gunicorn's `post_worker_init`."""
    return started()(environ, start_response)


_started: list[Wsgi] = []


def started() -> Wsgi:
    """Return the application of this process, started once."""
    if not _started:
        _started.append(application_of(Path(os.environ.get("KIOSK_CENTRAL_DATA") or "var/central")))
    return _started[0]
