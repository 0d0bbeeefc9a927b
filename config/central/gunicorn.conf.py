"""gunicorn's settings for central: `gunicorn -c config/central/gunicorn.conf.py kiosk.central.wsgi:application`.

Calls to departments wait: threads carry them. One worker a core, each with its own database connections.
"""

import os

bind = os.environ.get("KIOSK_CENTRAL_BIND", "unix:/run/kiosk-central/central.sock")
workers = int(os.environ.get("KIOSK_CENTRAL_WORKERS") or os.cpu_count() or 2)
worker_class = "gthread"
os.environ["KIOSK_CENTRAL_WORKERS"] = str(workers)  # they share the rate at which a department may be asked
threads = int(os.environ.get("KIOSK_CENTRAL_THREADS") or 16)
timeout = 60  # the longest call to a department is shorter; see config/operations.yaml
graceful_timeout = 30
keepalive = 75
max_requests = 50_000
max_requests_jitter = 5_000
worker_tmp_dir = "/dev/shm"  # noqa: S108 - a heartbeat file on a full disk would end the workers
accesslog = None  # nginx writes it, without query strings
forwarded_allow_ips = "*"  # it listens on a Unix socket that nginx alone may open


def post_worker_init(_worker: object) -> None:
    """Start Django before the first request: whoever comes first does not wait, and a bad file is told at the start."""
    from kiosk.central.wsgi import started

    started()


def worker_exit(_server: object, _worker: object) -> None:
    """Write the figures of the last minute, which only this process knows."""
    from kiosk.central.gateway.statistics import statistics

    statistics.flush()
