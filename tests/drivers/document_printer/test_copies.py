"""Whether a printer makes so many copies is known before it is given any, from what it says of itself."""

import pytest
from kit.http_server import read_whole, server

from drivers.cancel import Cancel
from drivers.document_printer.address import address_of
from drivers.document_printer.client import IppClient, Operation
from drivers.document_printer.device import check_copies
from drivers.document_printer.ipp import Group, GroupTag, Message, attribute, decode
from drivers.document_printer.ipp_values import Range, Tag
from drivers.document_printer.reports import COLLATED, PrinterReport, printer_report
from drivers.errors import Refused
from drivers.faults import Fault

IDLE = attribute("printer-state", Tag.ENUM, 3)
HANDLING, COLLATE = COLLATED
JOB = Group(
    GroupTag.JOB,
    (
        attribute("job-id", Tag.INTEGER, 7),
        attribute("job-state", Tag.ENUM, 3),
        attribute("job-state-reasons", Tag.KEYWORD, "none"),
    ),
)
LAID_ASIDE = Group(GroupTag.UNSUPPORTED, (attribute("copies", Tag.INTEGER, 3),))


def report(*attributes) -> PrinterReport:
    return printer_report(Group(GroupTag.PRINTER, (IDLE, *attributes)))


def up_to(most):
    return attribute("copies-supported", Tag.RANGE, Range(1, most))


def collating(name, *ways):
    return attribute(f"{name}-supported", Tag.KEYWORD, *ways)


@pytest.mark.parametrize(
    ("said", "most"),
    [([up_to(999)], 999), ([up_to(1)], 1), ([attribute("copies-supported", Tag.INTEGER, 1, 5)], 5), ([], None)],
)
def test_how_many_it_makes(said, most):
    assert report(*said).most_copies == most


@pytest.mark.parametrize(
    ("said", "ways"),
    [
        ([], ()),
        ([collating(HANDLING, "separate-documents-uncollated-copies", COLLATED[HANDLING])], (HANDLING,)),
        ([collating(COLLATE, "uncollated", COLLATED[COLLATE])], (COLLATE,)),
        ([collating(HANDLING, COLLATED[HANDLING]), collating(COLLATE, COLLATED[COLLATE])], (HANDLING, COLLATE)),
    ],
)
def test_how_it_keeps_a_copy_together(said, ways):
    assert report(*said).collates_by == ways
    assert report(*said).collates


def test_one_that_can_only_mix_them_says_so():
    mixing = report(up_to(99), collating(COLLATE, "uncollated"))
    assert not mixing.collates
    check_copies(mixing, pages=1, copies=3)
    check_copies(mixing, pages=3, copies=1)
    with pytest.raises(Refused, match="keep the pages") as refused:
        check_copies(mixing, pages=2, copies=2)
    assert refused.value.fault is Fault.JOB_REFUSED


@pytest.mark.parametrize("said", [[], [up_to(1)], [up_to(2)]])
def test_more_than_it_makes_is_refused(said):
    check_copies(report(*said), pages=2, copies=1)
    with pytest.raises(Refused, match="at most") as refused:
        check_copies(report(*said), pages=2, copies=3)
    assert refused.value.fault is Fault.JOB_REFUSED


def asked(copies: int, *more: Group) -> tuple[list[Message], Exception | None]:
    """Create a job at a printer that answers with `more` groups, and then to its cancellation; return what it got."""
    got: list[Message] = []

    def serve(connection):
        got.append(decode(read_whole(connection)))
        reply = Message(0, got[-1].request_id, (*more, JOB)).encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(reply), reply))

    with server(serve) as (host, port):
        client = IppClient(address_of(f"ipp://{host}:{port}/ipp/print"), user="terminal")
        try:
            client.create_job("name", copies=copies, collate_by=(HANDLING,), timeout_s=5.0, cancel=Cancel())
        except Refused as refused:
            return got, refused
    return got, None


def test_what_the_printer_is_told():
    (created,), refused = asked(3)
    job = created.first(GroupTag.JOB)
    assert refused is None
    assert job.contents("copies") == (3,)
    assert job.contents(HANDLING) == (COLLATED[HANDLING],)
    assert job.contents(COLLATE) == ()


def test_one_copy_needs_no_collation():
    (created,), _ = asked(1)
    assert created.first(GroupTag.JOB).contents(HANDLING) == ()


def test_a_printer_that_lays_the_number_aside_gets_no_document():
    (created, cancelled), refused = asked(3, LAID_ASIDE)
    assert created.code == Operation.CREATE_JOB
    assert cancelled.code == Operation.CANCEL_JOB
    assert isinstance(refused, Refused)
    assert refused.fault is Fault.JOB_REFUSED
