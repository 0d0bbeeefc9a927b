from collections.abc import Callable
from pathlib import Path

import pytest
from kit.player import Player, flow_from

FEATURES = Path(__file__).parent / "features"


@pytest.fixture
def play() -> Callable[[str], Player]:
    """Begin the feature flow of that name."""
    return lambda name: Player(flow_from(FEATURES / f"{name}.yaml"))
