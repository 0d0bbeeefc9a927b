"""Finding pages in a process of its own, seen from the terminal's: OpenCV is never loaded there."""

import os
from typing import Any

from drivers.cancel import Cancel, Deadline
from drivers.children import Children
from drivers.document_camera.page_memory import PageMemory
from drivers.document_camera.role import Page
from drivers.document_camera.sheet import Sheet
from drivers.errors import Refused, Timeout, Unavailable
from drivers.faults import Fault
from drivers.video.capture import error_of
from drivers.video.child import Child
from drivers.video.frame import Frame

_MM_PER_INCH = 25.4
_HANG_S = 8.0  # a 16 megapixel picture takes half a second


class PageFinder:
    """Starts its process at once, so that it is ready when the first picture is. Used by one thread.

    Raises:
        Unavailable: the process cannot be started.
    """

    def __init__(self, children: Children) -> None:
        self._memory, self._bell = PageMemory(), os.eventfd(0)
        fds = (self._memory.fd, self._bell)
        arguments = [str(fd) for fd in fds]
        try:
            self._child = Child(children, "drivers.document_camera.page_process", arguments, pass_fds=fds)
        except Unavailable:
            self._release()
            raise

    @property
    def usable(self) -> bool:
        """False when the process has ended: after some seconds without a question it does so by itself."""
        self._child.hear()
        return not self._child.ended

    def find(self, frame: Frame, sheet: Sheet, dpi: int, deadline: Deadline, cancel: Cancel) -> Page:
        """Return the page in `frame`. After any error but Refused this finder is of no use any more.

        Raises:
            Refused: NO_PAGE, IMAGE_BLURRED, IMAGE_GLARE, HARDWARE_ERROR.
            Timeout: there was no time left, or the process hangs.
            Unavailable: the process ended.
            Cancelled: `cancel` was set.
        """
        question = {"width_px": frame.width_px, "height_px": frame.height_px, "sheet": sheet, "dpi": dpi}
        self._memory.ask(question, frame.bgr)
        os.eventfd_write(self._bell, 1)
        hang = Deadline(_HANG_S)
        while True:
            for words in self._child.hear():
                try:
                    return self._page(words, frame, sheet, dpi)
                finally:
                    self._memory.wipe()
            if self._child.ended:
                raise Unavailable(f"the process that finds pages ended ({self._child.exit_code})")
            if deadline.passed or hang.passed:
                raise Timeout("the page was not found in time")
            self._child.wait(min(deadline.left_s, hang.left_s), cancel, "find the page")

    def close(self) -> None:
        self._child.close()
        self._release()

    def _release(self) -> None:
        self._memory.close()
        os.close(self._bell)

    def _page(self, words: dict[str, Any], frame: Frame, sheet: Sheet, dpi: int) -> Page:
        match words:
            case {"page": dict() as found}:
                width, height = found["width_px"], found["height_px"]
                corners = tuple((x, y) for x, y in found["corners_px"])
                seen_dpi = found["seen_px_per_mm"] * _MM_PER_INCH
                bgr = self._memory.page(width * height * 3)
                return Page(sheet, width, height, dpi, seen_dpi, corners, found["blur_mm"], frame.captured_at_s, bgr)
            case {"fault": str() as fault, "detail": str() as detail}:
                raise error_of(Fault(fault), detail)
            case _:
                raise Refused(Fault.HARDWARE_ERROR, "the process that finds pages talks nonsense")
