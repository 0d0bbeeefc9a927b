"""What a technician reads when a terminal cannot start: a sentence, and no trace."""

import subprocess
import sys

import pytest
import yaml


@pytest.fixture
def settings(tmp_path):
    file = tmp_path / "terminal.yaml"
    nowhere = "127.0.0.1:9"
    content = {
        "state_dir": str(tmp_path / "state"),
        "devices": {
            "id_card": f"serial:{tmp_path}/none",
            "receipt_printer": f"tcp://{nowhere}",
            "document_printer": f"ipp://{nowhere}/ipp/print",
        },
        "platform": {
            "url": f"http://{nowhere}",
            "public_url": f"http://{nowhere}",
            "trusted_root": str(tmp_path / "root.json"),
        },
    }
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    (tmp_path / "state").mkdir()
    return file


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("identity.json", "{}", "identity.json is damaged"), ("ledger.sqlite", "x", "ledger.key")],
)
def test_what_is_wrong_with_the_state_is_said_in_a_sentence(settings, name, content, words):
    file = settings.parent / "state" / name
    file.write_text(content, encoding="utf-8")
    file.chmod(0o600)
    command = [sys.executable, "-m", "kiosk", "terminal", "--headless", "--config", str(settings)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("The terminal cannot start: ")
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr
