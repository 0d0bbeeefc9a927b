"""How often strangers are taken for somebody and the right ones refused, on a folder of people's pictures."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.bench.dialogue import Dialogue
from kiosk.bench.error_rates import Rate, accepted, refused, says_something_of, threshold_for
from kiosk.bench.face_ours import Parts
from kiosk.bench.face_pairs import Pairs, People, pairs
from kiosk.bench.face_peers import PEERS
from kiosk.bench.table import Table
from kiosk.faces.thresholds import THRESHOLDS

_FALSE_ACCEPTS = (1e-3, 1e-4, 1e-5)
_OURS = "ours"
_OWN_FACES = "of the faces that each found itself; deepface lays eyes level, not all five points where SFace had them"
_Numbers = Sequence[tuple[str, Sequence[float] | None]]


def accuracy(ours: Parts, peers: Mapping[str, Dialogue], pictures: People) -> list[Table]:
    """Return what was found, and the error rates of all pairs of pictures.

    Raises:
        DialogueError: a peer failed.
        ValueError: a picture is none.
    """
    numbers: dict[str, _Numbers] = {
        _OURS: [(who, ours.embedding(file)) for who, file in _each(pictures)],
        **{
            name: [(who, peer.ask({"embed": str(file)})["embedding"]) for who, file in _each(pictures)]
            for name, peer in peers.items()
        },
    }
    scored = {name: pairs(each) for name, each in numbers.items()}
    return [_found(numbers), _thresholds(scored[_OURS]), _shipped(scored[_OURS]), *_compared(scored)]


def _each(pictures: People) -> list[tuple[str, Path]]:
    return [(who, file) for who, files in pictures.items() for file in files]


def _found(numbers: Mapping[str, _Numbers]) -> Table:
    rows = []
    for name, each in numbers.items():
        found = Rate(sum(values is not None for _, values in each), len(each))
        rows.append((PEERS.get(name, name), f"{found.hits} of {found.of}", str(found)))
    return Table("Faces found", ("", "pictures", "share (95 %)"), tuple(rows))


def _thresholds(ours: Pairs) -> Table:
    rows = []
    for wanted in _FALSE_ACCEPTS:
        threshold = threshold_for(wanted, ours.strangers)
        few = "" if says_something_of(wanted, len(ours.strangers)) else ", too few pairs to tell"
        false = str(accepted(ours.strangers, threshold))
        rows.append((f"{wanted:.0e}{few}", f"{threshold:.3f}", false, str(refused(ours.same, threshold))))
    columns = ("false accepts wanted", "threshold", "strangers accepted (95 %)", "right ones refused (95 %)")
    return Table("Thresholds for false accepts", columns, tuple(rows), _worth(ours))


def _shipped(ours: Pairs) -> Table:
    rows = tuple(
        (name, f"{threshold:.3f}", str(accepted(ours.strangers, threshold)), str(refused(ours.same, threshold)))
        for name, threshold in THRESHOLDS.items()
    )
    columns = ("false accepts", "threshold", "strangers accepted (95 %)", "right ones refused (95 %)")
    return Table("At the thresholds that terminals use", columns, rows, _worth(ours))


def _compared(scored: Mapping[str, Pairs]) -> list[Table]:
    """Return nothing without peers, nor when there are too few pairs to tell them apart."""
    fewest = min(len(each.strangers) for each in scored.values())
    wanted = [one for one in _FALSE_ACCEPTS if says_something_of(one, fewest)]
    if len(scored) == 1 or not wanted:
        return []
    rows = tuple(
        (PEERS.get(name, name), *(str(refused(each.same, threshold_for(one, each.strangers))) for one in wanted))
        for name, each in scored.items()
    )
    columns = ("right ones refused at", *(f"{one:.0e} false accepts" for one in wanted))
    return [Table("Against peers, each at its own threshold", columns, rows, (_OWN_FACES,))]


def _worth(ours: Pairs) -> tuple[str, ...]:
    counted = f"{len(ours.same)} pairs of one person, {len(ours.strangers)} of strangers"
    return (f"{counted}; a picture is in many pairs, so the true ranges of strangers are wider",)
