"""The closed list of what can go wrong with a device.

One `Fault` keys the flow's branch, the words on the resident's screen, the log line and the alarm at central.
A fault says what is wrong, never which device: the pair (role, fault) is what `drivers.catalogue` describes.
"""

from enum import StrEnum


class Role(StrEnum):
    """The device roles of a terminal; also the names of the packages below `drivers`."""

    ID_CARD = "id_card"
    SOCIAL_CARD = "social_card"
    DOCUMENT_PRINTER = "document_printer"
    RECEIPT_PRINTER = "receipt_printer"
    FACE_CAMERA = "face_camera"
    CODE_SCANNER = "code_scanner"
    DOCUMENT_CAMERA = "document_camera"
    CABINET = "cabinet"  # its I/O board: door, tamper, temperature, presence, guide lights
    UPS = "ups"


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
    NOT_TAKEN = "NOT_TAKEN"  # printed, and still lying in the output long after

    # Cameras and codes
    IMAGE_BLACK = "IMAGE_BLACK"  # pictures come, and show nothing: a covered lens, or no light
    IMAGE_FROZEN = "IMAGE_FROZEN"  # the same picture again and again
    FORMAT_REFUSED = "FORMAT_REFUSED"  # the camera does not deliver the configured format, size or exposure
    NO_PAGE = "NO_PAGE"  # no sheet lies under the document camera
    IMAGE_BLURRED = "IMAGE_BLURRED"
    IMAGE_GLARE = "IMAGE_GLARE"  # a reflection hides part of the sheet
    NO_CODE = "NO_CODE"  # nothing was scanned in time

    # Cabinet and mains
    DOOR_OPEN = "DOOR_OPEN"
    TAMPERED = "TAMPERED"
    TOO_HOT = "TOO_HOT"
    TOO_COLD = "TOO_COLD"
    ON_BATTERY = "ON_BATTERY"  # the mains are gone
    BATTERY_LOW = "BATTERY_LOW"  # minutes are left
    OVERLOAD = "OVERLOAD"  # more hangs on the UPS than it can carry


class Threshold(StrEnum):
    """What runs low and does not keep the device from working yet (XFS4IoT threshold events)."""

    PAPER_LOW = "PAPER_LOW"
    TONER_LOW = "TONER_LOW"
    OUTPUT_NEARLY_FULL = "OUTPUT_NEARLY_FULL"
    WASTE_NEARLY_FULL = "WASTE_NEARLY_FULL"  # the container for used toner
    BATTERY_OLD = "BATTERY_OLD"  # its self-test failed: it will not last
