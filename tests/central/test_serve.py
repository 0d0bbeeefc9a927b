"""The platform as a process: starts on an empty folder, answers, and leaves when it is asked to."""

import base64
import json
import re
import socket
import subprocess
import sys
import time

import pytest
import requests
from kit.central_process import HOUSE, KIOSK, Process, run
from kit.migrated import migrated

from kiosk.protocol import api
from kiosk.protocol.signing import public_key_of, sign
from tests.central.test_intake import ISSUE, TRANSACTION, T, envelope


@pytest.mark.journey
def test_the_demo_from_an_empty_folder(tmp_path):
    process = Process(tmp_path, "--demo", "--enrolment-code", "K7QM-2XWD-9FTB", "--place", "和平街道")
    try:
        password = (tmp_path / "admin-password").read_text().strip()
        assert any(password in line for line in process.said)
        assert (tmp_path / "admin-password").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
        with requests.Session() as session:
            session.trust_env = False
            login = session.get(f"{process.url}/admin/login/", timeout=10)
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', login.text)[1]
            form = {"username": "admin", "password": password, "csrfmiddlewaretoken": token, "next": "/admin/"}
            assert "运行总览" in session.post(f"{process.url}/admin/login/", form, timeout=10).text
            assert session.get(f"{process.url}/static/admin/css/base.css", timeout=10).ok
            missing = session.get(f"{process.url}{api.FLOWS}metadata/1.root.json", timeout=10)
            assert (missing.status_code, missing.history) == (404, [])
            wish = {"name": "x", "number": "y", "first": "2026-01", "last": "2026-01"}
            refused = session.post(f"{process.url}/sandbox/housing-fund/statement", json=wish, timeout=10)
            assert refused.json()["code"] == "no_account"
        walk(process.url)
    finally:
        code, rest = process.stop()
    assert (code, rest) == (0, ["ended"])


def walk(url):
    """A terminal's day: join, say how it is, ask a department, report, and the paper can be verified."""
    key = b"t" * 32
    session = requests.Session()
    session.trust_env = False

    def post(path, content, key_id):
        body = json.dumps(content).encode()
        headers = sign(method="POST", url=path, body=body, private_key=key, key_id=key_id, now=int(time.time()))
        response = session.post(url + path, data=body, headers=headers, timeout=20)
        assert response.status_code == 200, response.text
        return response.json()

    public_key = base64.b64encode(public_key_of(key)).decode()
    joined = post(api.ENROL, {"code": "K7QM-2XWD-9FTB", "public_key": public_key}, "new")
    assert (joined["terminal_id"], joined["state"]) == ("WH0001", "approved")
    key_id = joined["key_id"]
    assert 2 <= post(api.HEARTBEAT, {"software": "1", "engine": 1}, key_id)["next_in_s"] <= 3
    wish = {"name": "陈示例", "number": "420199198803149995", "first": "2000-01", "last": "2099-12"}
    call = {"transaction_id": T, "service": "housing/fund", "idempotency_key": "k", "input": wish}
    reply = post(f"{api.CALL}fund.statement", call, key_id)
    assert (reply["status"], len(reply["data"]["rows"])) == ("done", 60)
    wish["name"] = "李长安"
    assert post(f"{api.CALL}fund.statement", call, key_id)["code"] == "no_account"
    items = [envelope(1, ISSUE | {"state": "taken"}), envelope(2, TRANSACTION)]
    assert [r["status"] for r in post(api.INTAKE, {"items": items}, key_id)["results"]] == ["accepted"] * 2
    page = session.get(f"{url}{api.VERIFY}{ISSUE['serial']}?code={ISSUE['verification_code']}", timeout=10)
    assert "文件真实有效" in page.text
    assert "和平街道" in page.text
    session.close()


@pytest.mark.journey
def test_what_keeps_it_from_starting_is_told_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = run("serve", "--data", tmp_path, "--port", port)
    assert (code, out) == (1, "")
    assert err.startswith(f"cannot serve at 127.0.0.1:{port} from {tmp_path}: Address already in use")
    assert err.count("\n") == 1


@pytest.mark.journey
def test_without_the_demo_there_is_no_sandbox_and_no_password_on_the_screen(tmp_path):
    process = Process(migrated(tmp_path))
    try:
        assert len(process.said) == 1
        assert requests.post(f"{process.url}/sandbox/housing-fund/statement", json={}, timeout=10).status_code == 404
    finally:
        assert process.stop()[0] == 0


@pytest.mark.journey
def test_a_code_is_made_for_a_program(tmp_path):
    code, out, err = run("enrolment-code", "--data", tmp_path, "--place", "和平街道", "--json")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"(\w{4}-){2}\w{4}", json.loads(out)["code"])


@pytest.mark.journey
def test_commands_say_what_they_could_not_do(tmp_path):
    code, out, _err = run("approve", "WH0001", "--data", migrated(tmp_path), "--json")
    assert (code, json.loads(out)) == (1, {"error": "there is no terminal WH0001"})


def test_help_does_not_wait_for_django():
    line = [sys.executable, "-c", f"import sys\n{KIOSK.split('parser =', 1)[0]}\nassert 'django' not in sys.modules"]
    assert subprocess.run(line, cwd=HOUSE, timeout=60, check=False).returncode == 0
