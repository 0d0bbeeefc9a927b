"""Four eyes: who may sign, whose signatures count, and what is published when none is missing."""

import json
from datetime import timedelta

import pytest
from kit.city import City
from kit.flow_repository import serving
from kit.flow_terminal import FlowTerminal
from kit.flows import flow_files

from kiosk.central.audit.models import AuditEvent
from kiosk.central.publishing import proposals
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.jobs import JOBS
from kiosk.central.publishing.key_changes import KeyChanges, propose
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.models import Proposal, Signed, Submission
from kiosk.central.publishing.proposal import Proposal as Paper
from kiosk.central.publishing.proposing import OutdatedError, accept
from kiosk.central.publishing.repository import Repository, now_utc
from kiosk.central.publishing.submitting import hand_in, served, withdraw
from kiosk.central.rollout.machine import State as RolloutState
from kiosk.central.rollout.models import Release, Rollout
from kiosk.central.upkeep import checks
from kiosk.protocol.publishing import SignatureMade
from tests.central.publishing.conftest import at_home, passed

State = Submission.State


def publish(city: City, people, *submissions: Submission) -> Proposal:
    drawn = proposals.draw_up([one.pk for one in submissions], people.clerk)
    proposals.sign(drawn.pk, city.signatures("clerk", drawn.document), people.clerk)
    return proposals.sign(drawn.pk, city.signatures("publisher", drawn.document), people.publisher)


def rolled_out(published: Proposal, state: RolloutState) -> None:
    release = Release.objects.get(pk=published.release_seq)
    Rollout.objects.create(release=release, state=state, created_by="publisher")


@pytest.mark.parametrize(("state", "version"), [(RolloutState.RUNNING, 2), (RolloutState.RETURNED, 1)])
def test_what_was_called_back_is_not_brought_along_with_the_next_release(city, people, ready, state, version):
    rolled_out(publish(city, people, ready("first")), RolloutState.DONE)
    rolled_out(publish(city, people, ready("second")), state)
    done = publish_transport(city, people, ready)
    releases = served().read().releases()
    assert releases[done.release_seq].flows["housing/fund"].version == version
    assert releases[done.release_seq + 1].flows["housing/fund"].version == 1  # the way back is what the fleet runs


def publish_transport(city: City, people, ready) -> Proposal:
    drawn = proposals.draw_up([ready(service="transport/card").pk], people.clerk)
    proposals.sign(drawn.pk, city.signatures("driver", drawn.document), people.deputy)
    return proposals.sign(drawn.pk, city.signatures("publisher", drawn.document), people.publisher)


def test_what_all_signed_is_published_with_its_way_back(city, people, ready):
    publish(city, people, ready("first"))
    done = publish(city, people, ready("second"))
    change = served().read()
    release, back = change.releases()[done.release_seq], change.releases()[done.release_seq + 1]
    assert (done.state, release.flows["housing/fund"].version) == (Proposal.State.PUBLISHED, 2)
    assert (back.way_back_of, back.flows["housing/fund"].version) == (done.release_seq, 1)
    assert {one.state for one in Submission.objects.all()} == {State.SIGNED}
    assert Release.objects.get(pk=done.release_seq).way_back.pk == done.release_seq + 1
    assert AuditEvent.objects.filter(action="proposal.published", who="publisher").count() == 2
    assert AuditEvent.objects.filter(action="proposal.drawn_up").count() == 2
    assert AuditEvent.objects.filter(action="proposal.signed", who="publisher").count() == 2


def test_the_server_publishes_with_no_key_but_its_own_two(city, people, ready):
    assert KeyDirectory(city.server_keys).names("") == ["snapshot", "timestamp"]
    assert publish(city, people, ready()).state == Proposal.State.PUBLISHED
    assert KeyDirectory(city.server_keys).names("") == ["snapshot", "timestamp"]


def test_keys_of_people_on_the_server_are_noticed(city, settings):
    assert list(checks.keys()) == []
    settings.KEYS_DIR = city.home("clerk").directory
    assert "housing.pem is a person's key" in next(iter(checks.keys())).msg


def test_a_terminal_runs_what_was_published_and_goes_back_without_any_key(city, people, ready):
    publish(city, people, ready("first"))
    with serving(city.served) as site:
        terminal = FlowTerminal(city, site)
        for words in ("second", "third"):
            done = publish(city, people, ready(words))
            terminal.update(done.release_seq)
            assert (terminal.words, terminal.store.release_seq) == ({"housing/fund": words}, done.release_seq)
            rolled_out(done, RolloutState.DONE)
        terminal.update(done.release_seq + 1)
        assert terminal.words == {"housing/fund": "second"}
        assert terminal.complaints == []
        terminal.updater.close()


def test_an_author_never_signs_their_own(city, people, ready):
    mine = ready()
    with pytest.raises(PublishingError, match="was handed in by you: somebody else must sign it"):
        proposals.draw_up([mine.pk], people.author)
    drawn = proposals.draw_up([mine.pk], people.clerk)
    with pytest.raises(PublishingError, match="was handed in by you"):
        proposals.sign(drawn.pk, city.signatures("clerk", drawn.document), people.author)
    assert Signed.objects.count() == 0


def test_a_key_outside_its_department_is_refused(city, people, ready):
    drawn = proposals.draw_up([ready().pk], people.clerk)
    assert city.signatures("driver", drawn.document) == []
    signer = city.home("driver").signer("transport")
    paper = Paper.from_bytes(drawn.document.encode())
    made = signer.sign(paper.metadata["flows-housing"].signed_bytes)
    foreign = SignatureMade(role="flows-housing", keyid=made.keyid, signature=made.signature)
    with pytest.raises(PublishingError, match="may not sign flows-housing"):
        proposals.sign(drawn.pk, [foreign], people.clerk)
    with pytest.raises(PublishingError, match="root is not part of this proposal"):
        proposals.sign(drawn.pk, [foreign.model_copy(update={"role": "root"})], people.clerk)
    assert Signed.objects.count() == 0


def test_a_signature_over_something_else_does_not_count(city, people, ready):
    drawn = proposals.draw_up([ready().pk], people.clerk)
    good = city.signatures("clerk", drawn.document)[0]
    last = int(good.signature[-2:], 16)
    bad = good.model_copy(update={"signature": f"{good.signature[:-2]}{last ^ 1:02x}"})
    with pytest.raises(PublishingError, match="does not fit flows-housing"):
        proposals.sign(drawn.pk, [bad], people.clerk)


@pytest.fixture
def strict_city(tmp_path, settings) -> City:
    made = City(tmp_path / "strict", housing_threshold=2)
    at_home(settings, made)
    return made


def test_a_department_may_want_two_people(strict_city, people):
    submission = hand_in([flow_files()], people.author)[0]
    passed([submission])
    drawn = proposals.draw_up([submission.pk], people.clerk)
    clerk, deputy = (strict_city.signatures(name, drawn.document) for name in ("clerk", "deputy"))
    proposals.sign(drawn.pk, clerk, people.clerk)
    with pytest.raises(PublishingError, match="you signed flows-housing already"):
        proposals.sign(drawn.pk, deputy, people.clerk)
    proposals.sign(drawn.pk, strict_city.signatures("publisher", drawn.document), people.publisher)
    assert Submission.objects.get().state == State.READY
    done = proposals.sign(drawn.pk, deputy, people.deputy)
    assert (done.state, Submission.objects.get().state) == (Proposal.State.PUBLISHED, State.SIGNED)


def test_the_same_signature_again_is_no_mistake(city, people, ready):
    drawn = proposals.draw_up([ready().pk], people.clerk)
    for _ in range(2):
        proposals.sign(drawn.pk, city.signatures("clerk", drawn.document), people.clerk)
    assert Signed.objects.count() == 1
    assert proposals.draw_up([Submission.objects.get().pk], people.publisher).pk == drawn.pk


def test_several_departments_are_signed_together(city, people):
    both = hand_in([flow_files(), flow_files("transport/card")], people.author)
    passed(both)
    drawn = proposals.draw_up([one.pk for one in both], people.clerk)
    for name, who in (("clerk", people.clerk), ("driver", people.deputy), ("publisher", people.publisher)):
        done = proposals.sign(drawn.pk, city.signatures(name, drawn.document), who)
    assert sorted(served().read().releases()[done.release_seq].flows) == ["housing/fund", "transport/card"]


def test_after_another_publication_one_signs_again(city, people, ready):
    housing, transport = ready(), ready(service="transport/card")
    drawn = proposals.draw_up([housing.pk], people.clerk)
    other = proposals.draw_up([transport.pk], people.clerk)
    for name, who in (("driver", people.deputy), ("publisher", people.publisher)):
        proposals.sign(other.pk, city.signatures(name, other.document), who)
    with pytest.raises(OutdatedError, match="sign again"):
        proposals.sign(drawn.pk, city.signatures("clerk", drawn.document), people.clerk)
    assert publish(city, people, housing).state == Proposal.State.PUBLISHED


def test_what_changed_beside_the_platform_is_noticed_when_it_is_published(city, people, ready):
    submission = ready()
    drawn = proposals.draw_up([submission.pk], people.clerk)
    proposals.sign(drawn.pk, city.signatures("clerk", drawn.document), people.clerk)
    change = propose(served(), KeyChanges([("fishing", city.home("fisher").make("f").public_key)]), now_utc())
    change.sign(city.home("publisher").signers(change.wanted_keys()))
    change.sign(city.home("fisher").signers(change.wanted_keys()))
    accept(served(), change)
    with pytest.raises(OutdatedError, match="sign again"):
        proposals.sign(drawn.pk, city.signatures("publisher", drawn.document), people.publisher)
    assert Proposal.objects.get().state == Proposal.State.OUTDATED
    assert proposals.draw_up([submission.pk], people.clerk).pk != drawn.pk


def test_what_is_withdrawn_cannot_be_signed(city, people, ready):
    submission = ready()
    drawn = proposals.draw_up([submission.pk], people.clerk)
    withdraw(submission.pk, people.author)
    with pytest.raises(OutdatedError):
        proposals.sign(drawn.pk, city.signatures("clerk", drawn.document), people.clerk)
    with pytest.raises(PublishingError, match=r"there is no submission 99; submission .* is withdrawn"):
        proposals.draw_up([submission.pk, 99], people.clerk)


@pytest.mark.parametrize("state", [State.UPLOADED, State.EXAMINING, State.REFUSED])
def test_only_what_passed_can_be_signed(city, people, ready, state):
    submission = ready()
    Submission.objects.update(state=state)
    with pytest.raises(PublishingError, match="only what passed its examination"):
        proposals.draw_up([submission.pk], people.clerk)


def test_a_server_that_ended_in_the_middle_writes_down_what_it_published(city, people, ready):
    done = publish(city, people, ready())
    # as if the database had not kept the last transaction, while the files are there
    Proposal.objects.update(state=Proposal.State.OPEN, release_seq=None)
    Submission.objects.update(state=State.READY, release_seq=None)
    Release.objects.filter(way_back_of__isnull=False).delete()
    Release.objects.all().delete()
    proposals.settle()
    assert Proposal.objects.get().release_seq == done.release_seq
    assert Submission.objects.get().state == State.SIGNED
    assert Release.objects.count() == 2


def test_what_cannot_be_written_down_is_said_once_and_done_when_it_was_mended(city, people, ready, client):
    done = publish(city, people, ready())
    submission = Submission.objects.get()
    Proposal.objects.update(state=Proposal.State.OPEN, release_seq=None)
    Submission.objects.update(state=State.READY, release_seq=None)
    Release.objects.filter(way_back_of__isnull=False).delete()
    Release.objects.all().delete()
    (package,) = (city.served / "targets").rglob(f"{submission.sha256}.*")
    kept = package.read_bytes()
    package.unlink()
    Proposal.objects.create(document="{}", drawn_up_by="staff")  # one that cannot be read holds up nobody
    for _ in range(3):
        proposals.settle()
    told = AuditEvent.objects.filter(action="proposal.stuck", object_id=str(done.pk))
    assert told.count() == 1
    client.force_login(people.clerk)
    page = client.get(f"/admin/publishing/submission/{submission.pk}/change/").content.decode()
    assert "恢复后自动完成，无需重新签署" in page
    assert "is missing; restore the repository from its backup" in page
    assert str(city.served) not in page + told.get().detail
    package.write_bytes(kept)
    proposals.settle()
    assert Proposal.objects.get(pk=done.pk).state == Proposal.State.PUBLISHED
    assert Proposal.objects.get(pk=done.pk).trouble == ""
    assert Submission.objects.get().state == State.SIGNED


def test_the_server_renews_what_it_can_and_nothing_else(city, people, ready):
    publish(city, people, ready())
    before = json.loads((city.served / "metadata" / "timestamp.json").read_bytes())["signed"]["version"]
    later = Repository(city.served, KeyDirectory(city.server_keys), now=lambda: now_utc() + timedelta(days=300))
    assert sorted(later.renew()) == ["snapshot", "timestamp"]
    assert later.read().roles["timestamp"].signed.version == before + 1
    names = ["examine", "settle", "renew", "tidy"]
    assert [job.name for job in JOBS] == [f"publishing.{name}" for name in names]


def test_an_older_version_is_released_again_and_a_service_taken_off_without_the_department(city, people, ready):
    for words in ("first", "second"):
        rolled_out(publish(city, people, ready(words)), RolloutState.DONE)
    rolled_out(publish_transport(city, people, ready), RolloutState.DONE)
    for again, left in (
        ({"housing/fund": 1}, {"housing/fund": 1, "transport/card": 1}),
        ({"housing/fund": 0, "transport/card": 0}, {}),
    ):
        drawn = proposals.draw_up([], people.publisher, again)
        assert proposals.draw_up([], people.publisher, again).pk == drawn.pk
        done = proposals.sign(drawn.pk, city.signatures("publisher", drawn.document), people.publisher)
        assert done.state == Proposal.State.PUBLISHED
        release = served().read().releases()[done.release_seq]
        assert {service: flow.version for service, flow in release.flows.items()} == left
    assert "without housing/fund" in AuditEvent.objects.filter(action="proposal.published").first().detail


@pytest.mark.parametrize(
    ("again", "words"),
    [
        ({"housing/fund": 9}, "was never published in version 9"),
        ({"housing/fund": 1}, "version 1 is released"),
        ({"transport/card": 0}, "transport/card is not released"),
        ({"fishing/licence": 1}, "may not publish"),
    ],
)
def test_only_what_was_published_comes_again(city, people, ready, again, words):
    publish(city, people, ready())
    with pytest.raises(PublishingError, match=words):
        proposals.draw_up([], people.publisher, again)
