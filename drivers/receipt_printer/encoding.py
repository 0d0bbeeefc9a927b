"""Which characters the printer's own font can print, and which have to be drawn for it.

A Chinese ESC/POS printer knows ASCII and, after `FS &`, the two-byte characters of GBK, at the same codes in GB18030.
Everything else (CJK extensions in rare names, four-byte GB18030, private use) would come out as rubbish or `?`, so it
is marked here to be drawn: no character is ever replaced.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import groupby

# Marks belong to the character before them and take no room of their own.
_MARK_CATEGORIES = frozenset({"Mn", "Me", "Cf"})


class Form(Enum):
    """How a character gets onto the paper."""

    ASCII = auto()  # one byte, one column
    HANZI = auto()  # two bytes, two columns
    DRAWN = auto()  # a bitmap made by the terminal


@dataclass(frozen=True)
class Run:
    """Neighbouring characters of one form. A DRAWN run is a single character together with its marks."""

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
        return self.text.encode("gbk")


def split_runs(text: str) -> tuple[Run, ...]:
    """Split `text` into runs which, joined, give `text` again."""
    runs = []
    for form, clusters in groupby(split_clusters(text), key=form_of):
        if form is Form.DRAWN:
            runs += [Run(form, cluster, cluster_columns(cluster)) for cluster in clusters]
        else:
            joined = "".join(clusters)
            runs.append(Run(form, joined, text_columns(joined)))
    return tuple(runs)


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


def form_of(cluster: str) -> Form:
    """The form of one cluster, which is never empty."""
    if len(cluster) == 1 and " " <= cluster <= "~":
        return Form.ASCII
    return Form.HANZI if _is_in_gbk(cluster) else Form.DRAWN


def cluster_columns(cluster: str) -> int:
    """Width of one cluster, in columns of half a Hanzi."""
    match form_of(cluster):
        case Form.ASCII:
            return 1
        case Form.HANZI:
            return 2
        case Form.DRAWN:
            # Old registers keep rare Hanzi in the private use area.
            wide = unicodedata.east_asian_width(cluster[0]) in {"W", "F"}
            return 2 if wide or unicodedata.category(cluster[0]) in {"Co", "Cn"} else 1


def text_columns(text: str) -> int:
    """Width of `text` on one line, in columns of half a Hanzi."""
    return sum(cluster_columns(cluster) for cluster in split_clusters(text))


def _is_in_gbk(cluster: str) -> bool:
    try:
        code = cluster.encode("gbk")
        # Where the two standards differ, nobody knows which one the printer's font follows.
        return len(cluster) == 1 and len(code) == 2 and code == cluster.encode("gb18030")
    except UnicodeEncodeError:
        return False
