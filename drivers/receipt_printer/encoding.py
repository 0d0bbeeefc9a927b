"""Which characters the printer's own font can print, and which have to be drawn for it.

A Chinese ESC/POS printer knows ASCII and, after `FS &`, the two-byte characters of GBK, at the same codes in GB18030;
some know GB18030 with its four-byte characters, some have no Hanzi at all. Everything else (CJK extensions in rare
names, private use) would come out as rubbish or `?`, so it is marked here to be drawn: no character is ever replaced.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from itertools import groupby

# Marks belong to the character before them and take no room of their own.
_MARK_CATEGORIES = frozenset({"Mn", "Me", "Cf"})
# The four-byte Hanzi that GB 18030-2000 itself demands of a font: CJK extension A. Planes 2 and 3 became duty in 2022
# and few printers hold them, so they are drawn (the standard's chapter on the mandatory part; fonts: one source).
_EXTENSION_A = range(0x3400, 0x4DB6)


class Charset(StrEnum):
    """What the printer's own font holds besides ASCII."""

    GB18030 = "gb18030"  # GBK and CJK extension A
    GBK = "gbk"
    NONE = "none"


class Form(Enum):
    """How a character gets onto the paper."""

    ASCII = auto()  # one byte, one column
    HANZI = auto()  # two or four bytes, two columns
    DRAWN = auto()  # a bitmap made by the terminal


@dataclass(frozen=True)
class Run:
    """Neighbouring characters of one form."""

    form: Form
    text: str = field(repr=False)
    columns: int

    @property
    def wire_bytes(self) -> bytes:
        """The text as the printer takes it in `FS &` mode.

        Raises:
            ValueError: the run is DRAWN and has no bytes.
        """
        if self.form is Form.DRAWN:
            raise ValueError("a drawn run has no bytes in the printer's font")
        return self.text.encode("gb18030")  # the same as GBK wherever a character has two bytes here


def split_runs(text: str, charset: Charset) -> tuple[Run, ...]:
    """Split `text` into runs which, joined, give `text` again."""
    groups = groupby(split_clusters(text), key=lambda cluster: form_of(cluster, charset))
    joined = ((form, "".join(clusters)) for form, clusters in groups)
    return tuple(Run(form, run, text_columns(run)) for form, run in joined)


def split_clusters(text: str) -> Iterator[str]:
    """The characters of `text`, each with the marks that follow it."""
    cluster = ""
    for character in text:
        if cluster and unicodedata.category(character) not in _MARK_CATEGORIES:
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def form_of(cluster: str, charset: Charset) -> Form:
    """The form of one cluster, which is never empty."""
    if len(cluster) == 1 and " " <= cluster <= "~":
        return Form.ASCII
    if len(cluster) > 1 or charset is Charset.NONE:
        return Form.DRAWN
    if charset is Charset.GB18030 and ord(cluster) in _EXTENSION_A:
        return Form.HANZI
    return Form.HANZI if _is_in_gbk(cluster) else Form.DRAWN


def cluster_columns(cluster: str) -> int:
    """Width of one cluster, in columns of half a Hanzi; the same for every printer, so that lines break alike."""
    if " " <= cluster[0] <= "~":
        return 1
    if len(cluster) == 1 and _is_in_gbk(cluster):
        return 2
    # Old registers keep rare Hanzi in the private use area.
    wide = unicodedata.east_asian_width(cluster[0]) in {"W", "F"}
    return 2 if wide or unicodedata.category(cluster[0]) in {"Co", "Cn"} else 1


def text_columns(text: str) -> int:
    """Width of `text` on one line, in columns of half a Hanzi."""
    return sum(cluster_columns(cluster) for cluster in split_clusters(text))


def _is_in_gbk(character: str) -> bool:
    try:
        code = character.encode("gbk")
        # Where the two standards differ, nobody knows which one the printer's font follows.
        return len(code) == 2 and code == character.encode("gb18030")
    except UnicodeEncodeError:
        return False
