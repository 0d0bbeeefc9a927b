"""The closed list of what can go wrong with a device.

One `Fault` keys the flow's branch, the words on the resident's screen, the log line and the alarm at central.
A fault says what is wrong, never which device: the pair (role, fault) is what `drivers.catalogue` describes.
"""

from enum import StrEnum


class Role(StrEnum):
    """The device roles of a terminal; also the names of the packages below `drivers`."""

    ID_CARD = "id_card"
    DOCUMENT_PRINTER = "document_printer"
    RECEIPT_PRINTER = "receipt_printer"


class Fault(StrEnum):
    """What went wrong, in words shared by drivers, flows, screens and central."""

    # The wire
    OFFLINE = "OFFLINE"  # unplugged, switched off, not reachable
    TIMEOUT = "TIMEOUT"  # reachable, but did not answer in time
    CORRUPT_FRAME = "CORRUPT_FRAME"  # answered, and the bytes do not add up
    BUSY = "BUSY"  # at work for somebody else
    CANCELLED = "CANCELLED"  # the terminal itself gave up waiting
    HARDWARE_ERROR = "HARDWARE_ERROR"  # the device reports a defect of its own

    # Cards
    NO_CARD = "NO_CARD"
    WRONG_CARD = "WRONG_CARD"  # a card, but of no kind this role reads
    CARD_REMOVED = "CARD_REMOVED"  # pulled while it was being read
    CARD_UNREADABLE = "CARD_UNREADABLE"
    CARD_INVALID = "CARD_INVALID"  # read, but its contents contradict themselves (checksum, dates)
    NOT_AUTHORISED = "NOT_AUTHORISED"  # the reader's security module refuses to work

    # Paper and printing
    PAPER_OUT = "PAPER_OUT"
    PAPER_JAM = "PAPER_JAM"
    COVER_OPEN = "COVER_OPEN"
    TONER_OUT = "TONER_OUT"
    OUTPUT_FULL = "OUTPUT_FULL"
    CUTTER_ERROR = "CUTTER_ERROR"
    HEAD_HOT = "HEAD_HOT"
    JOB_REFUSED = "JOB_REFUSED"  # the device would not take the job; nothing was printed
    JOB_ABORTED = "JOB_ABORTED"  # the device gave the job up; nothing may be assumed printed
    JOB_DOUBTFUL = "JOB_DOUBTFUL"  # contact lost while printing: nobody can say whether paper came out
