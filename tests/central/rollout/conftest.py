from pathlib import Path

import pytest
from kit.flow_repository import PublishedFlows
from kit.releases import sign

from kiosk.central.rollout import pace
from kiosk.central.rollout.models import Release


@pytest.fixture
def place(tmp_path: Path, settings) -> PublishedFlows:
    made = PublishedFlows(tmp_path, "housing", "transport")
    settings.FLOWS_DIR = made.served
    pace.forget()
    return made


@pytest.fixture
def release(db: None, place: PublishedFlows) -> Release:
    """Release 2 of two, with its way back 3; everybody runs 1."""
    place.publish("first")
    return sign(place, 2, "second")
