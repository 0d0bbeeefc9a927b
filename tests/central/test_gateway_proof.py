"""How central proves to departments who it is: tokens that expire and are taken back, TLS on both sides, SM3."""

import hmac
import ssl
import threading
import time
from types import SimpleNamespace

import pytest
import yaml
from django.conf import settings
from kit.authority import Authority
from kit.department import opened, says

from kiosk.central.gateway import signing_in
from kiosk.central.gateway.auth import Hmac
from kiosk.central.gateway.reading import OperationsError, load
from kiosk.central.gateway.signing_in import Request, signed
from tests.central import test_gateway_described as described
from tests.central.test_gateway_described import NUMBER, SECRET, ask

department, describe = described.department, described.describe
OAUTH2 = {"kind": "oauth2", "token_url": "{self}/token", "client_id": "kiosk", "client_secret": "tax.secret"}


@pytest.fixture
def later(monkeypatch):
    """Let time pass for tokens, as far as a test says."""
    passed = SimpleNamespace(s=0.0)
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + passed.s, time=time.time)
    monkeypatch.setattr(signing_in, "time", clock)
    monkeypatch.setattr(signing_in, "_tokens", signing_in._Tokens())
    return passed


def token(name: str, expires_in: float = 300):
    return says(200, {"access_token": name, "token_type": "Bearer", "expires_in": expires_in})


def shown(department) -> list[str]:
    return [headers["Authorization"] for headers, _ in department.asked]


def test_a_token_is_fetched_once_and_again_shortly_before_it_expires(terminal, department, describe, later):
    describe({"auth": {**OAUTH2, "scope": "read"}})
    department.answers, department.tokens = [says(200, {})], [token("first"), token("second")]
    assert [ask(terminal).status for _ in range(2)] == ["done", "done"]
    later.s = 269
    ask(terminal)
    assert shown(department) == ["Bearer first"] * 3
    later.s = 271
    ask(terminal)
    assert shown(department)[3:] == ["Bearer second"]
    basic, form = department.tokens_asked[0]
    assert basic == "Basic a2lvc2s6aHVzaC00ZjFj"
    assert form == {"grant_type": "client_credentials", "scope": "read"}
    assert len(department.tokens_asked) == 2


def test_a_token_that_is_taken_back_is_fetched_anew_and_the_call_repeated_once(terminal, department, describe, later):
    describe({"auth": OAUTH2})
    department.tokens = [token("first"), token("second"), token("third")]
    department.answers = [says(200, {}), says(401, {}), says(200, {"year": 2026}), says(401, {})]
    assert ask(terminal).status == "done"
    assert ask(terminal).data.reveal() == {"year": 2026}
    assert shown(department) == ["Bearer first", "Bearer first", "Bearer second"]
    reply = ask(terminal)
    assert reply.status == "failed"
    assert shown(department)[3:] == ["Bearer second", "Bearer third"], "once more, and not for ever"


@pytest.mark.parametrize(
    "answer",
    [
        says(401, {}),
        says(200, b"<html>"),
        says(200, {"token": "x"}),
        says(200, {"access_token": "a\nb"}),
        says(200, []),
    ],
    ids=["refused", "a page", "none", "a line's end", "a list"],
)
@pytest.mark.usefixtures("later")
def test_without_a_token_nothing_is_asked(terminal, department, describe, answer, caplog):
    describe({"auth": OAUTH2})
    department.tokens = [answer]
    reply = ask(terminal)
    assert (reply.status, reply.code) == ("failed", "no_token")
    assert not department.asked
    assert SECRET not in reply.detail + caplog.text


def test_of_many_calls_one_fetches_the_token(terminal, department, describe, later):
    """Threads that need one at the same moment wait for whoever fetches it."""
    describe({"auth": OAUTH2})
    auth = load(describe({"auth": OAUTH2}))["tax.paid"].department.auth
    asked, go_on = threading.Event(), threading.Event()

    def slow(desk) -> None:
        asked.set()
        assert go_on.wait(10)
        token("one")(desk)

    department.tokens = [slow]
    found: list[str] = []
    deadline = time.monotonic() + 10

    def fetch() -> None:
        found.append(signing_in._tokens.token(auth, None, deadline).get_secret_value())

    threads = [threading.Thread(target=fetch) for _ in range(4)]
    for one in threads:
        one.start()
    assert asked.wait(10)
    go_on.set()
    for one in threads:
        one.join(10)
    assert found == ["one"] * 4
    assert len(department.tokens_asked) == 1


@pytest.fixture
def trusted(settings, tmp_path):
    """An authority whose certificate lies among the secrets, as `tax.authority`."""
    authority = Authority(tmp_path, "authority")
    settings.SECRETS_DIR = tmp_path / "secrets"
    settings.SECRETS_DIR.mkdir()
    placed(authority.file, "tax.authority")
    return authority


def placed(file, name: str) -> None:
    target = settings.SECRETS_DIR / name
    target.write_bytes(file.read_bytes())
    target.chmod(0o600)


@pytest.fixture
def tls_department(trusted):
    """A department that speaks TLS and lets in only whom its authority has signed."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(trusted.file))
    context.load_cert_chain(*map(str, trusted.signed("department")))
    context.verify_mode = ssl.CERT_REQUIRED
    with opened(context) as server:
        server.answers = [says(200, {"year": 2026})]
        yield server


@pytest.fixture
def describe_tls(settings, tmp_path, tls_department):
    settings.SELF_URL = tls_department.url

    def write(auth, **of):
        operation = {"name": "tax.paid", "department": "tax", "path": "/paid", "timeout_s": 5}
        of = {"url": "{self}/api", "authority": "tax.authority", "auth": auth, **of}
        settings.OPERATIONS_FILE = tmp_path / "operations.yaml"
        settings.OPERATIONS_FILE.write_text(yaml.safe_dump({"departments": {"tax": of}, "operations": [operation]}))

    return write


OURS = {"kind": "certificate", "certificate": "tax.certificate", "key": "tax.key"}


def test_both_sides_show_a_certificate(terminal, trusted, tls_department, describe_tls):
    certificate, key = trusted.signed("kiosk-central")
    placed(certificate, "tax.certificate")
    placed(key, "tax.key")
    describe_tls(OURS)
    assert ask(terminal).data.reveal() == {"year": 2026}
    assert tls_department.peers == ["kiosk-central"]


@pytest.mark.parametrize("which", ["none", "a stranger's"])
def test_without_the_right_certificate_nothing_is_told(terminal, tmp_path, tls_department, describe_tls, which):
    auth: dict[str, str] = {"kind": "none"}
    if which == "a stranger's":
        strangers = tmp_path / "strangers"
        strangers.mkdir()
        certificate, key = Authority(strangers, "stranger").signed("kiosk-central")
        placed(certificate, "tax.certificate")
        placed(key, "tax.key")
        auth = OURS
    describe_tls(auth)
    reply = ask(terminal)
    assert (reply.status, reply.code) == ("failed", "unreachable")
    assert tls_department.asked == []
    assert NUMBER not in reply.detail


def test_a_department_whose_certificate_nobody_vouches_for_is_told_nothing(
    terminal, tmp_path, trusted, tls_department, describe_tls
):
    others = tmp_path / "others"
    others.mkdir()
    placed(Authority(others, "other").file, "tax.authority")
    certificate, key = trusted.signed("kiosk-central")
    placed(certificate, "tax.certificate")
    placed(key, "tax.key")
    describe_tls(OURS)
    reply = ask(terminal)
    assert (reply.code, "certificate does not hold" in reply.detail) == ("unreachable", True)
    assert tls_department.asked == []


@pytest.mark.parametrize("spoilt", ["missing", "no key", "readable by others"])
def test_a_key_that_cannot_be_used_is_told_by_its_file(terminal, trusted, tls_department, describe_tls, spoilt):
    certificate, key = trusted.signed("kiosk-central")
    placed(certificate, "tax.certificate")
    if spoilt != "missing":
        placed(key, "tax.key")
    if spoilt == "no key":
        (settings.SECRETS_DIR / "tax.key").write_text("none")
    if spoilt == "readable by others":
        (settings.SECRETS_DIR / "tax.key").chmod(0o644)
    describe_tls(OURS)
    reply = ask(terminal)
    assert (reply.status, reply.code) == ("failed", "not_set_up")
    assert "tax.key" in reply.detail
    assert tls_department.asked == []


def test_sm3_is_that_of_the_standard() -> None:
    """The example for HMAC of GM/T 0042-2015, annex D."""
    key, text = bytes(range(1, 33)), b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq" * 2
    told = "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"
    assert hmac.new(key, text, "sm3").hexdigest() == told


def test_a_signature_by_sm3_covers_what_is_asked(settings, tmp_path):
    settings.SECRETS_DIR = tmp_path
    file = tmp_path / "tax.secret"
    file.write_text(SECRET)
    file.chmod(0o600)
    auth = Hmac(kind="hmac", app_id="kiosk", secret="tax.secret", digest="sm3")
    headers = signed(auth, Request("POST", "https://tax.example/api/paid?year=2026", b"{}"), 1_790_000_000, "ab")
    body = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    lines = f"POST\n/api/paid?year=2026\n1790000000\nab\n{body}"
    assert headers["X-Gov-Signature"] == hmac.new(SECRET.encode(), lines.encode(), "sm3").hexdigest()
    assert SECRET not in str(headers)


def test_a_machine_without_sm3_says_so_when_the_file_is_read(describe, monkeypatch):
    file = describe({"auth": {"kind": "hmac", "app_id": "kiosk", "secret": "tax.secret", "digest": "sm3"}})
    assert load(file)
    monkeypatch.setattr("hashlib.algorithms_available", {"sha256"})
    with pytest.raises(OperationsError, match="no SM3"):
        load(file)
