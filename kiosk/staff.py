"""`kiosk central`, with what needs more than central put in: the examination of flows, and the simulated fleet.

Here alone the publisher meets the engine.
"""

import argparse
import os
from collections.abc import Mapping, Sequence

from kiosk.central import cli
from kiosk.protocol.package import FlowPackage, Problem
from kiosk.simulate import cli as simulate


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `kiosk central`; what it publishes must pass `kiosk flow check`, its own scenarios and every path."""
    cli.add_commands(commands, _examine, _compare, further=simulate.add_commands)


def _examine(package: FlowPackage, files: Mapping[str, bytes]) -> list[Problem]:
    from kiosk.authoring.checking import problems_in
    from kiosk.authoring.rehearsal import examine
    from kiosk.explorer.exploring import problems_of
    from kiosk.explorer.kept import usually_kept

    walked = problems_of(package, usually_kept(), jobs=len(os.sched_getaffinity(0)))
    return [*problems_in(files), *examine(package), *walked]


def _compare(old: FlowPackage, new: FlowPackage) -> Sequence[str]:
    from kiosk.authoring.difference import differences

    return differences(old, new)
