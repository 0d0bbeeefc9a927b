"""What the terminal and the process that finds pages share: a question, a picture, and the page found in it."""

from drivers.video.picture_question import PictureQuestion


class PageMemory(PictureQuestion):
    """As `PictureQuestion`, with room for an answer."""

    def __init__(self, fd: int | None = None) -> None:
        super().__init__(fd, areas=2)

    def answer(self, page: memoryview) -> None:
        self._memory[self._second(len(page))] = page

    def page(self, size_bytes: int) -> bytes:
        return self._memory[self._second(size_bytes)]
