import os

import pytest

from kiosk.central.flow_files import timestamp_version
from kiosk.protocol.api import FLOWS


@pytest.fixture
def flows(settings, tmp_path):
    settings.FLOWS_DIR = tmp_path / "flows"
    for folder in ("metadata", "targets/flows/housing"):
        (settings.FLOWS_DIR / folder).mkdir(parents=True)
    (settings.FLOWS_DIR / "metadata" / "timestamp.json").write_bytes(b'{"signed": {"version": 3}}')
    (settings.FLOWS_DIR / "targets" / "flows" / "housing" / "abc.fund@1.flow").write_bytes(b"\x00flow")
    (settings.FLOWS_DIR / "key").write_text("private")
    (tmp_path / "secret").write_text("private")
    return settings.FLOWS_DIR


def test_metadata_and_targets_are_served(client, flows):
    metadata = client.get(f"{FLOWS}metadata/timestamp.json")
    assert (metadata.content, metadata["Content-Type"]) == (b'{"signed": {"version": 3}}', "application/json")
    target = client.get(f"{FLOWS}targets/flows/housing/abc.fund@1.flow")
    assert target.content == b"\x00flow"
    assert client.head(f"{FLOWS}metadata/timestamp.json").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "metadata/2.root.json",
        "metadata",
        "metadata/",
        "",
        "key",
        "../secret",
        "metadata/../key",
        "metadata/../../secret",
        "targets/%2e%2e/key",
        "metadata/timestamp.json/",
        "targets/flows/housing",
    ],
)
def test_whatever_is_not_there_is_404_in_plain_text(client, flows, path):
    response = client.get(f"{FLOWS}{path}")
    assert response.status_code == 404
    assert response["Content-Type"] == "text/plain"


def test_the_tag_follows_the_content_and_not_size_or_time(client, flows):
    file = flows / "metadata" / "timestamp.json"
    before, stat = client.get(f"{FLOWS}metadata/timestamp.json"), file.stat()
    tag = {"If-None-Match": before["ETag"]}
    assert client.get(f"{FLOWS}metadata/timestamp.json", headers=tag).status_code == 304
    file.write_bytes(before.content.replace(b"3", b"4"))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    after = client.get(f"{FLOWS}metadata/timestamp.json", headers=tag)
    assert after.status_code == 200
    assert after.content != before.content


def test_nothing_can_be_put_there(client, flows):
    assert client.put(f"{FLOWS}metadata/timestamp.json").status_code == 405


@pytest.mark.parametrize("content", [b"", b"[]", b'{"signed": {}}', b'{"signed": {"version": "x"}}', b'{"signed": 1}'])
def test_a_timestamp_that_cannot_be_read_counts_as_none(flows, content):
    (flows / "metadata" / "timestamp.json").write_bytes(content)
    assert timestamp_version(flows) == 0
