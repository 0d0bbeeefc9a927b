"""How a request to the platform fails.

PlatformError                  any of them; none says what was asked or answered, as both may be about a person
├── PlatformOffline            no connection, or lost before an answer: it may or may not have been heard
├── PlatformTimeout            connected, and no whole answer in time: it may or may not have been heard
├── PlatformBroken             an answer that is none of the platform's: 5xx, a gateway's page of any status, rubbish
└── PlatformRefused            the platform understood and says no; carries the HTTP status
└── NotEnrolled            nothing was asked: without enrolment there is nothing to sign with
"""


class PlatformError(Exception):
    """A request to the platform failed."""


class PlatformOffline(PlatformError):  # noqa: N818 - the family reads as states
    """The platform cannot be reached."""


class PlatformTimeout(PlatformError):  # noqa: N818
    """The platform did not answer in time."""


class PlatformBroken(PlatformError):  # noqa: N818
    """What came back is not an answer of the platform. `status`: of the HTTP answer, 0 where it had a good one."""

    def __init__(self, what: str = "", status: int = 0) -> None:
        super().__init__(what)
        self.status = status


class PlatformRefused(PlatformError):  # noqa: N818
    """The platform said no."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status


class NotEnrolled(PlatformRefused):
    """This machine is no terminal yet."""

    def __init__(self) -> None:
        super().__init__(401, "not enrolled")
