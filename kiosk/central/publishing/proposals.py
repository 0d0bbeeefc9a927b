"""Signing: proposals are drawn up, signatures come in, and what has all of them is published at once.

Four eyes: whoever wrote a flow never signs it, whichever key they hold, and nobody signs for two.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth.models import User
from django.db import transaction

from kiosk.central.audit import service as audit
from kiosk.central.publishing import proposing, stock, submitting
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.folders import without_folders
from kiosk.central.publishing.models import Proposal, Signed, Submission
from kiosk.central.publishing.proposal import Proposal as Paper
from kiosk.central.publishing.proposal import fingerprint
from kiosk.central.publishing.proposing import Flows, OutdatedError
from kiosk.central.publishing.repository import Change
from kiosk.central.rollout import service as rollout
from kiosk.central.rollout.machine import State as RolloutState
from kiosk.central.rollout.models import Release, Rollout
from kiosk.central.rollout.releases import record_release
from kiosk.protocol.package import PackageError
from kiosk.protocol.publishing import SignatureMade

State = Proposal.State
_FAILED = (RolloutState.HALTED, RolloutState.RETURNING, RolloutState.RETURNED, RolloutState.STOPPED)


def draw_up(numbers: Sequence[int], who: User, again: Mapping[str, int] | None = None) -> Proposal:
    """Return the proposal to sign these submissions together; the one that is under way already, if it still counts.

    Args:
        numbers: the submissions; may be none where something is released again.
        who: who asks, and may sign.
        again: versions to release once more, by service; 0 takes a service off.

    Raises:
        PublishingError: a submission is not ready, or the person wrote one of them; all reasons are told.
    """
    with transaction.atomic():
        submissions = list(Submission.objects.select_for_update().filter(pk__in=numbers).order_by("id"))
        _check_may_be_signed(numbers, submissions, who)
        open_one = _open_for(submissions, again or {})
        if open_one is not None:
            return open_one
        change = submitting.served().read()
        flows = _new_flows(submissions, again or {})
        proposing.take_in(change, flows)
        paper = proposing.drawn_up(change, submitting.served().now())
        made = Proposal.objects.create(
            document=paper.to_bytes().decode(),
            onto=flows.onto,
            before=flows.before,
            keep=list(flows.keep),
            again=dict(flows.again),
            drawn_up_by=who.get_username(),
        )
        made.submissions.set(submissions)
        audit.record(who.get_username(), "proposal.drawn_up", made, _words(made))
        return made


def sign(number: int, signatures: Iterable[SignatureMade], who: User) -> Proposal:
    """Add a person's signatures; when none is missing any more, publish.

    Raises:
        OutdatedError: something else was published meanwhile: sign again.
        PublishingError: a signature does not count; none was added.
    """
    try:
        with transaction.atomic():
            proposal = Proposal.objects.select_for_update().filter(pk=number).first()
            if proposal is None:
                raise PublishingError(f"there is no proposal {number}")
            _check_open(proposal)
            submissions = list(proposal.submissions.select_for_update())
            _check_may_be_signed([one.pk for one in submissions], submissions, who)
            paper = paper_of(proposal)
            for one in signatures:
                _add(proposal, paper, one, who)
            if paper.complete:
                _publish(proposal, paper, submissions, who)
            return proposal
    except OutdatedError:
        _outdate(number, who.get_username())
        raise


def paper_of(proposal: Proposal) -> Paper:
    """Return what is signed, with the signatures that came in so far."""
    paper = Paper.from_bytes(proposal.document.encode())
    for one in proposal.signatures.all():
        paper.add(one.role, one.keyid, one.signature)
    return paper


def settle() -> None:
    """Finish what a process left that ended between publishing and writing so into the database.

    One that cannot be finished, such as when a package is gone from the repository, says so once, where staff see it,
    and is finished at the first turn after the cause was mended. It holds up none of the others.
    """
    for proposal in Proposal.objects.filter(state=State.OPEN):
        try:
            _settle(proposal)
        except (PublishingError, PackageError) as error:
            _note_trouble(proposal, without_folders(error)[:500])
        else:
            _note_trouble(proposal, "")


def _settle(proposal: Proposal) -> None:
    paper = paper_of(proposal)
    if not paper.complete:
        return
    change = submitting.served().read()
    release = change.release()
    if release is not None and proposing.in_force(change, paper):
        with transaction.atomic():
            _published(proposal, list(proposal.submissions.all()), change, release.release_seq, audit.SYSTEM)


def _note_trouble(proposal: Proposal, trouble: str) -> None:
    if trouble == proposal.trouble:
        return
    with transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(trouble=trouble)
        if trouble:
            audit.record(audit.SYSTEM, "proposal.stuck", proposal, f"{_words(proposal)}: {trouble}")


def _check_may_be_signed(numbers: Sequence[int], submissions: Sequence[Submission], who: User) -> None:
    wrong = [f"there is no submission {number}" for number in sorted(set(numbers) - {one.pk for one in submissions})]
    wrong += [
        f"submission {one.pk} ({one}) is {one.state}: only what passed its examination and waits can be signed"
        for one in submissions
        if one.state != Submission.State.READY
    ]
    wrong += [
        f"submission {one.pk} ({one}) was handed in by you: somebody else must sign it"
        for one in submissions
        if one.author_id == who.pk
    ]
    if wrong:
        raise PublishingError("; ".join(wrong))


def _check_open(proposal: Proposal) -> None:
    if proposal.state == State.OUTDATED:
        raise OutdatedError(f"proposal {proposal.pk} is outdated: something else was published meanwhile; sign again")
    if proposal.state != State.OPEN:
        raise PublishingError(f"proposal {proposal.pk} is {proposal.state} already")


def _open_for(submissions: Sequence[Submission], again: Mapping[str, int]) -> Proposal | None:
    wanted = {one.pk for one in submissions}
    change = submitting.served().read()
    for proposal in Proposal.objects.filter(state=State.OPEN).select_for_update():
        if {one.pk for one in proposal.submissions.all()} != wanted or proposal.again != again:
            continue
        if _still_fits(change, paper_of(proposal)):
            return proposal
        submitting.outdate([proposal], audit.SYSTEM)
    return None


def _still_fits(change: Change, paper: Paper) -> bool:
    return all(
        metadata.signed.version == (change.roles[role].signed.version if role in change.roles else 0) + 1
        for role, metadata in paper.metadata.items()
    )


def _new_flows(submissions: Iterable[Submission], again: Mapping[str, int]) -> Flows:
    """Return what is to be published over what the fleet runs now."""
    before = rollout.running_seq() or None
    newest = Release.objects.filter(way_back_of=None).first()
    failed = newest is not None and Rollout.objects.filter(release=newest, state__in=_FAILED).exists()
    onto = before if failed else None  # what was called back is not brought along again
    return Flows(_packages(submissions), onto, before, tuple(sorted(rollout.needed_seqs())), again)


def _flows(proposal: Proposal, submissions: Iterable[Submission]) -> Flows:
    return Flows(_packages(submissions), proposal.onto, proposal.before, tuple(proposal.keep), proposal.again)


def _packages(submissions: Iterable[Submission]) -> dict[str, bytes]:
    return {one.service: stock.kept(one.sha256) for one in submissions}


def _words(proposal: Proposal) -> str:
    again = (f"{name}@{version} again" if version else f"without {name}" for name, version in proposal.again.items())
    return ", ".join([*map(str, proposal.submissions.all()), *again])


def _add(proposal: Proposal, paper: Paper, one: SignatureMade, who: User) -> None:
    earlier = proposal.signatures.filter(role=one.role, who=who).first()
    if earlier is not None and earlier.keyid == one.keyid:
        return  # the reply was lost, and it is sent again
    if earlier is not None:
        raise PublishingError(f"you signed {one.role} already; its other signatures must come from other people")
    paper.add(one.role, one.keyid, one.signature)
    Signed.objects.create(proposal=proposal, role=one.role, keyid=one.keyid, signature=one.signature, who=who)
    detail = f"{one.role} with key {fingerprint(one.keyid)}"
    audit.record(who.get_username(), "proposal.signed", proposal, detail)


def _publish(proposal: Proposal, paper: Paper, submissions: Sequence[Submission], who: User) -> None:
    repository, seqs = submitting.served(), list[int]()
    flows = _flows(proposal, submissions)
    proposing.accept(repository, paper, lambda change: seqs.append(proposing.take_in(change, flows)[0]))
    _published(proposal, submissions, repository.read(), seqs[0], who.get_username())


def _published(proposal: Proposal, submissions: Sequence[Submission], change: Change, seq: int, who: str) -> None:
    proposal.state, proposal.release_seq = State.PUBLISHED, seq
    proposal.save(update_fields=["state", "release_seq"])
    audit.record(who, "proposal.published", proposal, f"release {seq}: {_words(proposal)}")
    for submission in submissions:
        submission.release_seq = seq
        submitting.move(submission, Submission.State.SIGNED, who, f"{submission} in release {seq}")
    record_release(change, seq, who)
    submitting.outdate(Proposal.objects.filter(state=State.OPEN).select_for_update(), who)


def _outdate(number: int, who: str) -> None:
    with transaction.atomic():
        submitting.outdate(Proposal.objects.filter(pk=number, state=State.OPEN), who)
