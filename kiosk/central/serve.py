"""The platform as a process: brings its database up to date, serves, and leaves cleanly on SIGTERM.

Django is imported inside: it may only be touched after `kiosk.central.setup.set_up`.
"""

import secrets
import signal
import socket
from pathlib import Path
from types import FrameType

from kiosk.central.setup import Place, set_up, write_secret

DEMO_MARK = "demo"
"""A file in the data folder of a platform that was a demo, so that nothing invented is ever put into another one."""
_MOST_CONNECTIONS = 4096  # a terminal keeps two of them between its heartbeats
_THREADS = 8  # gateway calls wait for departments; the demo's sandbox is answered by another of these


def serve(
    data: Path,
    host: str,
    port: int,
    flows_dir: Path,
    *,
    demo: bool,
    enrolment_code: str = "",
    place: str = "",
    trusted_proxy: str = "",
) -> None:
    """Serve until SIGTERM or SIGINT. Prints one line when ready, which holds the address.

    Args:
        data: folder of the database and the keys; made when it is not there.
        host: address to listen on.
        port: 0 picks a free one.
        flows_dir: TUF repository with `metadata/` and `targets/`; may still be empty.
        demo: short heartbeats, the sandbox department, a superuser `admin` whose password is printed.
        enrolment_code: in the demo, a code that lets one terminal join without approval.
        place: in the demo, where that terminal stands.
        trusted_proxy: address of the proxy before this process, whose X-Forwarded-For names the client.

    Raises:
        OSError: the address is taken or not ours.
        kiosk.central.setup.NotReadyError: files of the site cannot be used.
    """
    listening = socket.create_server((host, port), backlog=_MOST_CONNECTIONS)
    address = f"http://{_reachable(host)}:{listening.getsockname()[1]}"
    set_up(Place(data=data, flows_dir=flows_dir, self_url=address, demo=demo))
    from django.conf import settings
    from django.core.management import call_command

    from kiosk.central import readiness
    from kiosk.central.gateway.statistics import statistics
    from kiosk.central.jobs.job import jobs
    from kiosk.central.jobs.runner import Runner

    if demo:
        (data / DEMO_MARK).touch()
        offer_demo_payments()
        offer_demo_messages()
        offer_demo_secrets()
    readiness.make_sure()
    call_command("migrate", interactive=False, verbosity=0)
    password = admin_password(data)
    if demo and enrolment_code:
        offer_demo_code(enrolment_code, place)
    if demo:
        print(f"Staff site: {address}/admin/   user: admin   password: {password}", flush=True)  # noqa: T201 - the demo's words
    if demo and not settings.EMAIL_HOST:
        offer_demo_mail(data)
    runner = Runner(jobs())
    runner.start()
    _serve(listening, f"Central platform ready at {address}", trusted_proxy)
    runner.stop()
    statistics.flush()


def admin_password(data: Path) -> str:
    """Return the password of the superuser `admin`, made with the account on first use and kept in the data folder.

    Empty when the account's password was changed since, or other staff exist and `admin` does not.
    """
    from django.contrib.auth.models import User

    file = data / "admin-password"
    if User.objects.exists():
        return file.read_text("ascii").strip() if file.is_file() else ""
    password = secrets.token_urlsafe(12)
    write_secret(file, password + "\n")
    User.objects.create_superuser("admin", password=password)
    return password


def offer_demo_code(code: str, place: str) -> None:
    """Make `code` usable once, without approval. One that is there already, used or not, stays as it is."""
    from kiosk.central.fleet.models import EnrolmentCode
    from kiosk.central.fleet.placing import place_named

    there = place_named(place, "demo") if place else None
    EnrolmentCode.objects.get_or_create(
        code=code.strip().upper(), defaults={"auto_approve": True, "place": there, "created_by": "demo"}
    )


def offer_demo_payments() -> None:
    """Make central a merchant of the demo's payment system, unless it is one already."""
    from django.conf import settings

    from kiosk.central.sandbox.payment import keys

    keys.offer(settings.PAYMENTS_FILE)


def offer_demo_secrets() -> None:
    """Let central prove to the demo's departments who it is."""
    from django.conf import settings

    from kiosk.central.sandbox.departments import keys

    keys.offer(settings.SECRETS_DIR)


def offer_demo_mail(data: Path) -> None:
    """Let receipts arrive in a folder: a mail server of the demo's own, as long as the process lives."""
    from django.conf import settings

    from kiosk.central.sandbox.mail_sink import MailSink

    sink = MailSink(data / "mail")
    sink.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port


def offer_demo_messages() -> None:
    """Let central send its messages to the demo's phones, unless it has a gateway already."""
    from django.conf import settings

    from kiosk.central.sandbox.messages import inbox

    inbox.offer(settings.MESSAGES_FILE)


def _serve(listening: socket.socket, ready: str, trusted_proxy: str) -> None:
    from django.core.wsgi import get_wsgi_application
    from waitress import wasyncore
    from waitress.server import create_server

    connections: dict[int, object] = {}
    server = create_server(
        get_wsgi_application(),
        map=connections,
        sockets=[listening],
        threads=_THREADS,
        connection_limit=_MOST_CONNECTIONS,
        asyncore_use_poll=True,  # select() knows no more than 1024
        ident=None,
        trusted_proxy=trusted_proxy or None,
        trusted_proxy_headers={"x-forwarded-for", "x-forwarded-proto"} if trusted_proxy else set(),
        clear_untrusted_proxy_headers=True,
    )
    signal.signal(signal.SIGTERM, _leave)
    print(ready, flush=True)  # noqa: T201 - whoever started the process waits for this line
    server.run()  # until SystemExit or KeyboardInterrupt; lets running requests finish
    wasyncore.close_all(connections)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _reachable(host: str) -> str:
    """Return how this process reaches itself when it listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared, not bound
