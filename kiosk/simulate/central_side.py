"""What people at central do for a simulated fleet, through the platform's own services: codes, approval, a rollout.

Django is imported inside: it may only be touched after `kiosk.central.setup.set_up`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from kiosk.fleet_simulation.cases import Put
from kiosk.simulate.waiting import wait_until


class CentralSideError(Exception):
    """The platform cannot do what is asked; the text says what and how it is mended."""


@dataclass(frozen=True)
class Verdict:
    """What central holds against what was put. `lost`: not there; `foreign`: there and never put."""

    put: int
    held: int
    lost: int
    foreign: int
    cases: int
    cases_held: int
    dead_letters: int

    @property
    def good(self) -> bool:
        """Whether nothing was lost, and nothing taken twice."""
        whole = (self.held, self.cases_held) == (self.put, self.cases)
        return whole and not (self.lost or self.foreign or self.dead_letters)


def make_codes(who: str, number: int) -> list[str]:
    """Return one-time codes; who made them is how the terminals are known again."""
    from kiosk.central.fleet.joining import new_enrolment_code
    from kiosk.central.fleet.models import in_a_day

    return [new_enrolment_code(who, expires_at=in_a_day()).code for _ in range(number)]


def approve_pending(who: str) -> int:
    """Stand in for the person who compares fingerprints; return how many of the fleet are approved."""
    from kiosk.central.fleet import joining
    from kiosk.central.fleet.models import Terminal

    mine = Terminal.objects.filter(codes__created_by=who)
    for terminal in mine.filter(state=Terminal.State.PENDING):
        joining.approve(terminal, who)
    return mine.filter(state=Terminal.State.APPROVED).count()


def revoke_all(who: str) -> None:
    """Shut the fleet out: it is gone, and nobody shall look for it."""
    from kiosk.central.fleet import joining
    from kiosk.central.fleet.models import EnrolmentCode, Terminal

    for terminal in Terminal.objects.filter(codes__created_by=who):
        joining.revoke(terminal, who)
    EnrolmentCode.objects.filter(created_by=who, consumed_at=None).delete()


def judge(who: str, put: Collection[Put]) -> Verdict:
    """Hold what central has of the fleet against what the terminals put, id by id."""
    from kiosk.central.fleet.models import Terminal
    from kiosk.central.intake.models import DeadLetter, Issue, Received, Transaction
    from kiosk.central.ratings.models import Rating

    mine = Terminal.objects.filter(codes__created_by=who)
    envelopes = set[str]().union(*(one.envelopes for one in put))
    served, left = set[str]().union(*(one.served for one in put)), set[str]().union(*(one.left for one in put))
    held = list(Received.objects.filter(terminal__in=mine).values_list("pk", flat=True))
    cases = list(Transaction.objects.filter(terminal__in=mine).values_list("pk", flat=True))
    issues = list(Issue.objects.filter(terminal__in=mine).values_list("transaction_id", flat=True))
    ratings = list(Rating.objects.filter(terminal__in=mine).values_list("transaction_id", flat=True))
    found = (
        (envelopes, held),
        (served | left, cases),
        (served, issues),
        (served, ratings),
    )
    return Verdict(
        put=len(envelopes),
        held=len(held),
        lost=sum(len(wanted.difference(there)) for wanted, there in found),
        foreign=sum(len(there) - len(wanted.intersection(there)) for wanted, there in found),
        cases=len(served | left),
        cases_held=len(cases),
        dead_letters=DeadLetter.objects.filter(terminal__in=mine).count(),
    )


def sign_release(flows_dir: Path, keys_dir: Path) -> int:
    """Sign the present flows once more, as a new release, and wait until central has recorded it; return its number.

    Raises:
        CentralSideError: nothing was ever published, or the keys are not there.
    """
    from kiosk.central.publishing.errors import PublishingError
    from kiosk.central.publishing.keys import KeyDirectory
    from kiosk.central.publishing.repository import Repository

    try:
        with Repository(flows_dir, KeyDirectory(keys_dir)).change() as change:
            present = change.release()
            if present is None:
                raise CentralSideError(f"nothing was published in {flows_dir}: publish the flows first")
            flows = {service: flow.version for service, flow in present.flows.items()}
            seq, _ = change.add_release(flows)
    except (OSError, PublishingError) as error:
        raise CentralSideError(f"no release can be signed with the keys in {keys_dir}: {error}") from None
    await_recorded(seq)
    return seq


def await_recorded(seq: int) -> None:
    """Wait until central's own job has found a release that was signed."""
    from kiosk.central.rollout.models import Release

    wait_until(lambda: Release.objects.filter(pk=seq).exists(), f"central has recorded release {seq}", 120.0)


def plan_for_all(who: str, timeout_s: float) -> None:
    """Plan the newest release for everybody at once, and wait until each terminal was told to come more often."""
    from django.conf import settings

    from kiosk.central.fleet.models import LastState
    from kiosk.central.rollout import service
    from kiosk.central.rollout.models import Release
    from kiosk.central.rollout.plan import Plan, Ring

    release = Release.objects.filter(way_back_of=None).latest("seq")
    service.plan_rollout(release, Plan(rings=(Ring(percent=100),)), (), who)
    mine = LastState.objects.filter(terminal__codes__created_by=who)
    slow = mine.filter(interval_s__gte=settings.HEARTBEAT_S[0])
    wait_until(lambda: not slow.exists(), "all come more often", timeout_s, every_s=1.0)


def go(who: str) -> None:
    """Let the rollout that was planned begin."""
    from kiosk.central.rollout import service
    from kiosk.central.rollout.machine import Command

    rollout = service.current()
    if rollout is None:
        raise CentralSideError("there is no rollout to begin: somebody ended it")
    service.steer(rollout, Command.GO, who, "simulated")
