from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.flow_repository import PublishedFlows, Site, serving
from kit.flow_terminal import FlowTerminal
from kit.ledger_walk import open_ledger
from kit.platform_server import PlatformServer
from kit.set_clock import SetClock

from kiosk.settings import Platform
from kiosk.sync.client import PlatformClient
from kiosk.sync.identity import Identity
from kiosk.sync.updates import Refreshed


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


@pytest.fixture
def place(tmp_path: Path) -> PublishedFlows:
    return PublishedFlows(tmp_path, "housing", "transport")


@pytest.fixture
def site(place: PublishedFlows) -> Iterator[Site]:
    with serving(place.served) as site:
        yield site


@pytest.fixture
def terminal(place: PublishedFlows, site: Site) -> Iterator[FlowTerminal]:
    """A terminal that runs release 1."""
    place.publish("first")
    terminal = FlowTerminal(place, site)
    assert terminal.update() is Refreshed.STAGED
    yield terminal
    terminal.session.close()
