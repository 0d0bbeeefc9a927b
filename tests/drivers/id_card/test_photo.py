"""Photos through libraries of a site's: a good one and all kinds of bad ones, compiled here, none of which harms us."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.patience import until
from kit.persons import load_persons

from drivers.cancel import Cancel
from drivers.errors import Cancelled, ProtocolError, Refused, Timeout, Unavailable
from drivers.id_card import text_block
from drivers.id_card.device import SamVReader
from drivers.id_card.emulator import SamVEmulator
from drivers.id_card.photo import HEIGHT_PX, WIDTH_PX, PhotoDecoder, picture
from drivers.id_card.photo_child import IMAGE_BYTES
from drivers.id_card.role import Picture

BGR_BYTES = 102 * 126 * 3
WLT = b"WLf" + bytes(range(200))
PIXELS = "for (int i = 0; i < 38556; i++) dst[i] = src[i % 203];"
HEAD = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n"
GOOD = "int unpack(char *src, char *dst, int save) { %s return save == 0; }"
BODIES = {
    "crashes": "*(volatile int *)0 = 1; return 1;",
    "aborts": "abort();",
    "leaves": "exit(0);",
    "hangs": "for (;;) sleep(1); return 1;",
    "spins": "for (volatile int i = 0; ; i = 1 - i) {} return 1;",
    "writes too much": "memset(dst, 7, 38862 + 1); return 1;",
    "writes far too much": "memset(dst, 7, 1 << 28); return 1;",
    "writes too little": "memset(dst, 7, 38556 - 306); return 1;",
    "refuses": f"{PIXELS} return 0;",
    "floods": "for (int i = 0; i < 1000; i++) puts(src), fflush(stdout); write(3, dst, 100); " + PIXELS + " return 1;",
}


ORPHANING = """
import sys
from pathlib import Path
from drivers.cancel import Cancel
from drivers.id_card.photo import PhotoDecoder
PhotoDecoder(Path(sys.argv[1]), timeout_s=60).decode(b"WLf", cancel=Cancel())
"""


def compiled(folder: Path, source: str, name: str = "libwlt.so") -> Path:
    (folder / "wlt.c").write_text(HEAD + source)
    command = ["gcc", "-w", "-O0", "-shared", "-fPIC", "-o", str(folder / name), str(folder / "wlt.c")]
    subprocess.run(command, check=True)
    return folder / name


def library(folder: Path, body: str) -> Path:
    return compiled(folder, f"int unpack(char *src, char *dst, int save) {{ {body} }}")


@contextmanager
def decoder(library: Path, **options):
    decoder = PhotoDecoder(library, **options)
    try:
        yield decoder
    finally:
        decoder.close()


def decode(decoder: PhotoDecoder, wlt: bytes = WLT) -> Picture:
    return decoder.decode(wlt, cancel=Cancel())


def expected(wlt: bytes = WLT) -> bytes:
    return (wlt[:203] * (BGR_BYTES // 203 + 1))[:BGR_BYTES]


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    return compiled(tmp_path_factory.mktemp("good"), GOOD % PIXELS)


def test_a_good_library(good):
    with decoder(good) as photos:
        assert decode(photos) == Picture(102, 126, expected())
        child = photos._child.pid
        other = bytes(reversed(WLT))
        assert decode(photos, other).bgr == expected(other)
        assert photos._child.pid == child
        photos.close()
        assert decode(photos).bgr == expected()


def test_a_picture_shows_no_pixels():
    assert repr(Picture(102, 126, b"abc")) == "Picture(width_px=102, height_px=126)"


def test_the_cpp_name_of_the_function(tmp_path):
    mangled = "_Z6unpackPcS_i"  # what a compiler of C++ makes of unpack(char *, char *, int)
    path = compiled(tmp_path, (GOOD % PIXELS).replace("unpack", mangled))
    with decoder(path, timeout_s=20) as photos:
        assert decode(photos).bgr == expected()


def test_another_name_of_the_function(tmp_path):
    path = compiled(tmp_path, (GOOD % PIXELS).replace("unpack", "Wlt2Bgr"))
    with decoder(path, function="Wlt2Bgr", timeout_s=20) as photos:
        assert decode(photos).bgr == expected()
    with decoder(path, timeout_s=20) as photos, pytest.raises(Unavailable, match="no such function"):
        decode(photos)


@pytest.mark.parametrize("content", [None, b"", b"\x7fELF and then nothing"])
def test_no_library_at_all(tmp_path, content):
    path = tmp_path / "libwlt.so"
    if content is not None:
        path.write_bytes(content)
    with decoder(path, timeout_s=20) as photos, pytest.raises(Unavailable, match="cannot be loaded"):
        decode(photos)


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        ("crashes", Unavailable, "crashed"),
        ("aborts", Unavailable, "crashed"),
        ("leaves", Unavailable, "crashed"),
        ("hangs", Timeout, "no picture in"),
        ("spins", Timeout, "no picture in"),
        ("writes too much", ProtocolError, "beyond"),
        ("writes far too much", Unavailable, "crashed"),
        ("writes too little", ProtocolError, "too little"),
        ("refuses", Refused, "does not take the photo"),
    ],
)
def test_a_bad_library_does_no_harm(tmp_path, good, body, error, says):
    path = library(tmp_path, BODIES[body])
    with decoder(path, timeout_s=20 if error is not Timeout else 1.5) as photos:
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(error, match=says):
                decode(photos)
            assert time.monotonic() - began < 20
        path.unlink()  # not overwritten in place: a library that is loaded may not change under its process
        path.write_bytes(good.read_bytes())
        photos.close()
        assert decode(photos).bgr == expected()


def test_what_a_library_prints_is_no_answer(tmp_path):
    with decoder(library(tmp_path, BODIES["floods"]), timeout_s=20) as photos:
        assert decode(photos).bgr == expected()


def test_a_library_leaves_no_file_and_no_core(tmp_path):
    path = library(
        tmp_path, f'FILE *f = fopen("photo.bmp", "w"); {PIXELS} fwrite(dst, 1, 38556, f); fclose(f); return 1;'
    )
    with decoder(path, timeout_s=20) as photos:
        assert decode(photos).bgr == expected()
    left = tmp_path / "photo.bmp"
    assert not left.exists() or left.stat().st_size == 0


def test_a_crash_costs_one_photo(tmp_path):
    once = "static int n; if (src[3] == 1) *(volatile int *)0 = 1; " + PIXELS + " return 1;"
    with decoder(library(tmp_path, once), timeout_s=20) as photos:
        with pytest.raises(Unavailable):
            decode(photos, b"WLf\1" + WLT)
        assert decode(photos).bgr == expected()


def test_a_process_that_somebody_kills_is_started_again(good):
    with decoder(good, timeout_s=20) as photos:
        decode(photos)
        os.kill(photos._child.pid, signal.SIGKILL)
        photos._child.wait()
        with pytest.raises(Unavailable):
            decode(photos)
        assert decode(photos).bgr == expected()


def test_cancel_ends_a_hanging_library_within_50_ms(tmp_path):
    delays = []
    with decoder(library(tmp_path, BODIES["hangs"]), timeout_s=30) as photos:
        for _ in range(3):  # the machine may be busy with something else once
            cancel, ended_at = Cancel(), []

            def end(cancel=cancel, ended_at=ended_at):
                ended_at.append(time.monotonic())
                cancel.set()

            canceller = threading.Timer(0.3, end)
            canceller.start()
            with pytest.raises(Cancelled):
                photos.decode(WLT, cancel=cancel)
            delays.append(time.monotonic() - ended_at[0])
            canceller.join()
    assert min(delays) < 0.05


def test_nothing_is_left_behind(tmp_path):
    path = library(tmp_path, BODIES["crashes"])
    before = len(list(Path("/proc/self/fd").iterdir())), threading.active_count()
    with decoder(path, timeout_s=20) as photos:
        for _ in range(5):
            with pytest.raises(Unavailable):
                decode(photos)
    assert (len(list(Path("/proc/self/fd").iterdir())), threading.active_count()) == before


def test_a_hanging_library_ends_with_the_terminal(tmp_path):
    """The terminal is killed while its library hangs: nobody is left to end the child, and it ends."""
    path = library(tmp_path, 'FILE *f = fopen("/proc/self/stat", "r"); for (;;) sleep(1); return 1;')
    terminal = subprocess.Popen(
        [
            sys.executable,
            "-c",
            ORPHANING,
            str(path),
        ]
    )
    children = Path(f"/proc/{terminal.pid}/task")

    def child() -> int | None:
        found = [int(pid) for task in children.glob("*/children") for pid in task.read_text().split()]
        hanging = [pid for pid in found if str(path) in Path(f"/proc/{pid}/maps").read_text()]
        return hanging[0] if hanging else None

    until(lambda: child() is not None, timeout_s=30)
    pid = child()
    terminal.kill()
    terminal.wait()
    until(lambda: not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text(), timeout_s=30)


def bmp(rows: Sequence[bytes], height: int) -> bytes:
    header = b"BM" + IMAGE_BYTES.to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    header += (40).to_bytes(4, "little") + WIDTH_PX.to_bytes(4, "little") + height.to_bytes(4, "little", signed=True)
    header += b"\1\0\x18\0" + bytes(24)
    return header + b"".join(row + b"\0\0" for row in rows)


class TestPicture:
    ROWS = tuple(bytes((row,)) * WIDTH_PX * 3 for row in range(HEIGHT_PX))

    def test_bare_rows(self):
        bare = b"".join(self.ROWS)
        assert picture(bare.ljust(IMAGE_BYTES, b"\xff")).bgr == bare

    def test_a_bmp_from_the_bottom_and_from_the_top(self):
        assert len(bmp(self.ROWS, HEIGHT_PX)) == IMAGE_BYTES
        assert picture(bmp(self.ROWS[::-1], HEIGHT_PX)).bgr == b"".join(self.ROWS)
        assert picture(bmp(self.ROWS, -HEIGHT_PX)).bgr == b"".join(self.ROWS)

    @given(st.binary(max_size=64))
    def test_any_other_beginning_is_bare_rows(self, head):
        image = (b"BM" + head).ljust(IMAGE_BYTES, b"\0")
        assert picture(image).bgr == image[:BGR_BYTES]


class TestInTheReader:
    @pytest.fixture
    def emulator(self):
        emulator = SamVEmulator(wire_time=False)
        emulator.start()
        emulator.place(text_block.encode(load_persons()[0]), WLT)
        yield emulator
        emulator.stop()

    def test_a_card_comes_with_its_photo(self, emulator, good):
        reader = SamVReader(emulator.url, photo=PhotoDecoder(good, timeout_s=20))
        card = reader.read(timeout_s=2.0, cancel=Cancel())
        assert card.photo == Picture(102, 126, expected())
        assert "Picture" not in repr(card)
        reader.close()
        emulator.lift()
        emulator.place(text_block.encode(load_persons()[1]))
        assert reader.read(timeout_s=2.0, cancel=Cancel()).photo is None
        reader.close()

    @pytest.mark.parametrize("body", ["crashes", "hangs", "refuses", "writes too much"])
    def test_a_bad_library_costs_the_photo_and_is_told(self, emulator, tmp_path, body):
        reader = SamVReader(emulator.url, photo=PhotoDecoder(library(tmp_path, BODIES[body]), timeout_s=1.5))
        card = reader.read(timeout_s=2.0, cancel=Cancel())
        assert card.name == load_persons()[0].name
        assert card.photo is None
        assert reader.status().ready
        assert "photo library libwlt.so" in reader.status().detail
        reader.close()


def test_a_photo_that_is_none_is_a_defect(good):
    with decoder(good) as photos, pytest.raises(ValueError, match="1025"):
        decode(photos, bytes(1025))
