from pathlib import Path

import pytest
from kit.ledger_walk import open_ledger
from kit.platform_server import PlatformServer
from kit.set_clock import SetClock

from kiosk.settings import Platform
from kiosk.sync.client import PlatformClient
from kiosk.sync.identity import Identity


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def identity(tmp_path):
    return Identity.load(tmp_path / "identity.json")


@pytest.fixture
def member(identity):
    identity.adopt("T0001", "T0001-k")
    return identity


@pytest.fixture
def server(identity):
    platform = PlatformServer(identity.public_key)
    yield platform
    platform.close()


@pytest.fixture
def platform_settings(server):
    return Platform(
        url=server.url,
        public_url=server.url,
        connect_timeout_s=1,
        read_timeout_s=0.5,
        enrolment_code="CODE",
        trusted_root=Path("root.json"),
    )


@pytest.fixture
def client(server, platform_settings, identity, clock):
    made = PlatformClient(platform_settings, identity, clock)
    yield made
    made.close()


@pytest.fixture
def ledger(tmp_path, clock):
    opened = open_ledger(tmp_path, clock=clock)
    yield opened
    opened.close()
