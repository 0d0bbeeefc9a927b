"""Central as it stands in a city's computing centre: nginx with TLS before gunicorn, by the files of config/central."""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import psycopg
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from kit.migrated import migrated

from kiosk.protocol import api
from tests.central.test_audit_chain import GUARDS

pytestmark = [pytest.mark.long, pytest.mark.no_cover]  # whole programs, through lines that tests of each part measure

HOUSE = Path(__file__).resolve().parents[2]
CONFIG = HOUSE / "config" / "central"
BIN = Path(sys.executable).parent
NAME = "localhost"


@dataclass
class Site:
    """A folder that stands for the server's disk, and how its programs are started."""

    folder: Path
    https_port: int = 0
    http_port: int = 0
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "lib"

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.https_port}"

    @property
    def certificate(self) -> str:
        return str(self.folder / "tls" / "CERTIFICATE.pem")

    @property
    def environment(self) -> dict[str, str]:
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("KIOSK_", "DJANGO_"))}
        said = (CONFIG / "central.env").read_text("utf-8").replace("CENTRAL.EXAMPLE.GOV.CN", NAME)
        given = dict(line.split("=", 1) for line in said.splitlines() if line and not line.startswith("#"))
        given.pop("KIOSK_CENTRAL_DATABASE_FILE")
        mine = {
            "KIOSK_CENTRAL_DATA": str(self.data),
            "KIOSK_CENTRAL_SELF": self.url,
            "KIOSK_CENTRAL_BIND": f"unix:{self.folder}/central.sock",
            "KIOSK_CENTRAL_WORKERS": "2",
        }
        return clean | given | mine | self.extra

    def kiosk(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BIN / "kiosk", "central", *words],
            env=self.environment, cwd=HOUSE, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        with (self.folder / f"{Path(words[0]).name}.log").open("ab") as log:
            return subprocess.Popen(words, env=self.environment, cwd=HOUSE, stdout=log, stderr=log)

    def get(self, path: str, **more: object) -> requests.Response:
        return requests.get(self.url + path, verify=self.certificate, timeout=20, allow_redirects=False, **more)  # type: ignore[arg-type]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def self_signed(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir()
    (folder / "CERTIFICATE.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "KEY.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def nginx_file(site: Site) -> Path:
    """Write the site's nginx.conf below an outer one that keeps all its files in the folder."""
    for_all = str(site.folder)
    inner = (CONFIG / "nginx.conf").read_text("utf-8")
    for old, new in (
        ("listen 443 ssl http2", f"listen 127.0.0.1:{site.https_port} ssl http2"),
        ("listen 80", f"listen 127.0.0.1:{site.http_port}"),
        ("https://$host$request_uri", f"https://$host:{site.https_port}$request_uri"),
        ("CENTRAL.EXAMPLE.GOV.CN", NAME),
        ("/etc/kiosk-central/tls", f"{for_all}/tls"),
        ("/run/kiosk-central/central.sock", f"{for_all}/central.sock"),
        ("/var/lib/kiosk-central/flows", f"{site.data}/flows"),
        ("/var/log/nginx/", f"{for_all}/"),
        ("/etc/nginx/proxy_params_kiosk", str(CONFIG / "proxy_params_kiosk")),
    ):
        assert old in inner, f"nginx.conf has no {old}"
        inner = inner.replace(old, new)
    (site.folder / "site.conf").write_text(inner, "utf-8")
    places = "".join(
        f"{kind}_temp_path {for_all}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    outer = site.folder / "nginx.conf"
    outer.write_text(
        f"daemon off;\n{user}pid {for_all}/nginx.pid;\nerror_log {for_all}/nginx-error.log;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\n{places}include {for_all}/site.conf;\n}}\n",
        "utf-8",
    )
    return outer


def until(holds, what: str, timeout_s: float = 30) -> None:
    """Ask again and again; each look is a request or a connection that takes its time."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@contextmanager
def running(site: Site) -> Iterator[None]:
    gunicorn = site.start(BIN / "gunicorn", "-c", str(CONFIG / "gunicorn.conf.py"), "kiosk.central.wsgi:application")
    nginx = site.start("/usr/sbin/nginx", "-e", f"{site.folder}/nginx-error.log", "-c", str(nginx_file(site)))
    try:
        until(lambda: _answers(site), (site.folder / "gunicorn.log").read_text("utf-8"))
        yield
    finally:
        for process in (nginx, gunicorn):
            process.send_signal(signal.SIGTERM)
        assert gunicorn.wait(40) == 0
        nginx.wait(10)


def _answers(site: Site) -> bool:
    try:
        return site.get("/admin/login/").status_code == 200
    except requests.ConnectionError:
        return False


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("s")
    made = Site(folder, free_port(), free_port())
    self_signed(folder / "tls")
    migrated(made.data)
    assert made.kiosk("migrate").returncode == 0
    assert made.kiosk("ceremony", "--department", "housing").returncode == 0
    with running(made):
        yield made


def test_plain_http_leads_to_tls(site):
    answer = requests.get(f"http://{NAME}:{site.http_port}/verify/", timeout=10, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (308, f"{site.url}/verify/")


def test_the_log_in_page_is_safe(site):
    answer = site.get("/admin/login/")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000", "once: two would stand here by comma"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert re.search(r"csrftoken=[^;]+;.*[Ss]ecure", answer.headers["Set-Cookie"])


def test_flows_are_served_by_nginx_as_tuf_needs_them(site):
    timestamp = site.get("/flows/metadata/timestamp.json")
    assert timestamp.status_code == 200
    assert timestamp.headers["Cache-Control"] == "no-cache"
    assert timestamp.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert not {"ETag"} & set(timestamp.headers)
    assert "immutable" in site.get("/flows/metadata/1.root.json").headers["Cache-Control"]
    missing = site.get("/flows/metadata/9.root.json")
    assert (missing.status_code, "Cache-Control" in missing.headers) == (404, False)
    assert site.get("/flows/.publishing.lock").status_code == 404
    assert site.get("/flows/../keys/snapshot.pem").status_code == 404
    assert site.get("/flows../keys/snapshot.pem").status_code == 404


def test_a_terminals_request_passes_whole(site):
    answer = requests.post(f"{site.url}{api.HEARTBEAT}", data=b"{}", verify=site.certificate, timeout=10)
    assert answer.status_code == 401
    assert api.Unauthorised.model_validate_json(answer.content).server_time > 0


def test_who_asks_too_often_is_told_so_and_cannot_hide_behind_a_header(site):
    asked = "/verify/WH0001-20260101-00001?code=A"
    answers = [
        site.get(asked, headers={"X-Real-IP": f"10.0.0.{n}", "X-Forwarded-For": f"10.0.0.{n}"}) for n in range(70)
    ]
    assert 429 in {answer.status_code for answer in answers}
    logs = list(site.folder.glob("*.log"))
    assert "kiosk-central.log" in {file.name for file in logs}
    assert not [file for file in logs if "code=" in file.read_text("utf-8")]


def test_old_tls_is_refused(site):
    context = ssl.create_default_context(cafile=site.certificate)
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", site.https_port), 5) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname=NAME)


def test_a_worker_that_dies_is_replaced(site):
    pids = set(_workers(site))
    os.kill(min(pids), signal.SIGKILL)
    until(lambda: len(set(_workers(site)) - pids) == 1, "no new worker")
    until(lambda: _answers(site), "it does not answer")


def _workers(site: Site) -> list[int]:
    found = subprocess.run(["pgrep", "-f", f"{BIN}/gunicorn"], capture_output=True, text=True, check=False).stdout
    mine = []
    for pid in map(int, found.split()):
        try:
            status = Path(f"/proc/{pid}/environ").read_bytes()
            parent = int(re.search(r"PPid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])  # type: ignore[index]
            of_mine = f"KIOSK_CENTRAL_DATA={site.data}".encode() in status
        except OSError:
            continue
        if of_mine and parent != os.getpid():
            mine.append(pid)
    return mine


def test_the_deployment_checks_pass_on_postgresql_and_its_guards_stand(tmp_path, postgres):
    """As docs/central.md says: the URL from a file, keys with their holders, somebody who does the jobs."""
    url, file = postgres.new_database(), tmp_path / "database-url"
    file.write_text(url)
    file.chmod(0o600)
    site = Site(tmp_path, extra={"KIOSK_CENTRAL_DATABASE_FILE": str(file), "KIOSK_CENTRAL_SELF": f"https://{NAME}"})
    assert site.kiosk("migrate").returncode == 0
    assert site.kiosk("ceremony", "--department", "housing").returncode == 0
    told = site.kiosk("check", "--deploy")
    assert (told.returncode, set(re.findall(r"kiosk\.[WE]\d+", told.stderr + told.stdout))) == (
        1,
        {"kiosk.E020", "kiosk.W044"},
    )
    for key in (site.data / "keys").glob("*.pem*"):
        if key.name.split(".")[0] not in {"snapshot", "timestamp"}:
            key.unlink()
    worker = site.start(BIN / "kiosk", "central", "work")
    try:
        until(lambda: "Working" in (tmp_path / "kiosk.log").read_text("utf-8"), "nobody works", 60)
        with psycopg.connect(url, autocommit=True) as database:
            until(lambda: _somebody_works(database), "no lease is taken")
            checked = site.kiosk("check", "--deploy")
            assert checked.returncode == 0, checked.stdout + checked.stderr
            _changes_are_refused(database)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(40) == 0


def _somebody_works(database: psycopg.Connection) -> bool:
    return database.execute("SELECT count(*) FROM jobs_lease WHERE until > now()").fetchone() != (0,)


def _changes_are_refused(database: psycopg.Connection) -> None:
    guards = database.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'audit_%'")
    assert {name for (name,) in guards} == GUARDS
    database.execute(
        "INSERT INTO audit_auditevent (at, who, action, object_type, object_id, detail) "
        "VALUES (now(), '', '', '', '', '')"
    )
    sealed = "SELECT count(*) FROM audit_seal"  # the trigger is asked for each row: there must be one
    until(lambda: database.execute(sealed).fetchone() != (0,), "nothing is sealed")
    for act in ("UPDATE audit_auditevent SET who = 'x'", "DELETE FROM audit_auditevent", "DELETE FROM audit_seal"):
        with pytest.raises(psycopg.errors.RaiseException, match="only added to"):
            database.execute(act)
