"""What a simulated fleet goes through, one phase after the other. Each wait has an end."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.fleet_simulation.cable import Cable
from kiosk.fleet_simulation.fleet import Fleet
from kiosk.fleet_simulation.tally import Tally
from kiosk.fleet_simulation.terminal import Records, SimulatedTerminal
from kiosk.simulate.waiting import wait_until
from kiosk.sync.heart import Membership

_SLOWEST_ITEMS_PER_S = 20.0  # of a whole fleet; slower is called stuck
_PATIENCE_S = 180.0


class FleetRefusedError(Exception):
    """The platform does not let the terminals in."""


@dataclass
class Scenario:
    """A fleet of terminals with records, what they hang on, and who is told how it goes."""

    fleet: Fleet
    cable: Cable
    tally: Tally
    say: Callable[[str, str], None]
    """Hears the phase and how far it is."""
    dark_s: float = 15.0
    """How long the network is away. Terminals come back by their own back-off, not later than that again."""
    found: dict[str, float] = field(default_factory=dict)
    """Figures of phases by name, in s or per s."""

    @property
    def terminals(self) -> tuple[SimulatedTerminal, ...]:
        return self.fleet.terminals

    @property
    def records(self) -> list[Records]:
        return [one.records for one in self.terminals if one.records is not None]

    def join(self, approve: Callable[[], int]) -> None:
        """Let all enrol, be approved, hear of it, and fetch the flows.

        Raises:
            FleetRefusedError: the codes are not taken.
            TooLongError: see `waiting`. So it is with each phase.
        """
        number = len(self.terminals)
        self.fleet.start()

        def approved() -> bool:
            self._need_acceptance()
            return approve() == number

        took_s = wait_until(approved, "all have joined", _PATIENCE_S + number, every_s=0.5)
        self.fleet.beat_soon(self.terminals)
        wait_until(lambda: self._standing(Membership.APPROVED) == number, "all know it", _PATIENCE_S)
        wait_until(lambda: not any(one.due for one in self.terminals), "all have the flows", _PATIENCE_S + number)
        self.fleet.report_soon(self.terminals)
        self.say("joined", f"{number} terminals in {took_s:.0f} s")

    def live(self, minutes: float, every_s: float = 10.0) -> None:
        """Let time pass, as it is: heartbeats when central wants them, residents when they come."""
        began, beats = time.monotonic(), self.tally.count("heartbeat")
        until = began + minutes * 60
        self.say("real time", f"{minutes:g} min")
        while (now := time.monotonic()) < until:
            end = min(until, now + every_s)
            wait_until(lambda end=end: time.monotonic() >= end, "", every_s + 1, every_s=min(every_s, until - now))  # type: ignore[misc]
            self.say("real time", f"{self.tally.count('heartbeat') - beats} heartbeats")
        self.found["heartbeats_per_s"] = (self.tally.count("heartbeat") - beats) / (time.monotonic() - began)

    def storm(self) -> None:
        """All lose the connection, and come back."""
        self.say("storm", f"the network is away for {self.dark_s:.0f} s")
        self._go_dark(lambda: None)
        mended, beats = time.monotonic(), self.tally.count("heartbeat")
        self.cable.mend()
        took_s = wait_until(lambda: self._heard_since(mended), "all are back", _PATIENCE_S)
        self.found |= {
            "storm_all_back_s": took_s,
            "storm_heartbeats_per_s": (self.tally.count("heartbeat") - beats) / max(took_s, 0.001),
        }
        self.say("storm", f"all are back after {took_s:.1f} s")

    def flood(self, each: int) -> None:
        """All come back at once, each with so many records that waited."""
        self.say("flood", f"{each} records wait at each terminal")

        def hold() -> None:
            for one in self.records:
                one.hold(each)

        self._go_dark(hold)
        waiting = self._waiting()
        self.cable.mend()
        self.fleet.report_soon(self.terminals)
        took_s = self._drain()
        self.found |= {"flood_drained_s": took_s, "flood_records_per_s": waiting / max(took_s, 0.001)}
        self.say("flood", f"{waiting} records in {took_s:.1f} s")

    def rollout(self, seq: int, begin: Callable[[], None]) -> None:
        """`begin` tells terminals to run release `seq`; wait until each runs it and has tested it."""
        began = time.monotonic()
        begin()

        def done() -> bool:
            return all(one.store.release_seq == seq and one.watch.said()[1] == "activated" for one in self.terminals)

        wait_until(done, f"all run release {seq}", _PATIENCE_S)
        self.found["rollout_all_run_it_s"] = took_s = time.monotonic() - began
        self.say("rollout", f"all run release {seq} after {took_s:.1f} s")

    def end(self) -> None:
        """No more residents; hand in what is left."""
        for one in self.records:
            one.close_doors()
        self.fleet.report_soon(self.terminals)
        self._drain()
        self.say("end", "all outboxes are empty")

    def _drain(self) -> float:
        until_s = _PATIENCE_S + self._waiting() / _SLOWEST_ITEMS_PER_S
        return wait_until(lambda: not self._waiting(), "all outboxes are empty", until_s, every_s=0.25)

    def _waiting(self) -> int:
        return sum(one.ledger.only_here() for one in self.records)

    def _go_dark(self, meanwhile: Callable[[], None]) -> None:
        began = time.monotonic()
        self.cable.cut()
        self.fleet.beat_soon(self.terminals)  # each notices
        meanwhile()
        wait_until(lambda: time.monotonic() - began >= self.dark_s, "", self.dark_s + 1)

    def _heard_since(self, moment: float) -> bool:
        return all((one.heard_at or 0.0) > moment for one in self.terminals)

    def _standing(self, membership: Membership) -> int:
        return sum(one.standing.membership is membership for one in self.terminals)

    def _need_acceptance(self) -> None:
        for one in self.terminals:
            if one.standing.membership is Membership.NOT_ENROLLED:
                raise FleetRefusedError(f"{one.standing.detail}: do --url and --data name the same platform?")
