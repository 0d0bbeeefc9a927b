"""Guide lights: where a terminal draws the eye, and how."""

from enum import StrEnum


class Light(StrEnum):
    """Guide lights, as XFS4IoT `Lights.Status` names them; those of its 23 that such a terminal can have."""

    CARD_READER = "cardReader"
    CONTACTLESS = "contactless"
    DOCUMENT_PRINTER = "documentPrinter"
    RECEIPT_PRINTER = "receiptPrinter"
    SCANNER = "scanner"
    STATUS_IN_SERVICE = "statusInService"


class Flash(StrEnum):
    """XFS4IoT `Lights` flashRate."""

    OFF = "off"
    SLOW = "slow"
    MEDIUM = "medium"
    QUICK = "quick"
    CONTINUOUS = "continuous"
