"""The outcome for people."""

from collections.abc import Iterator, Mapping

from kiosk.fleet_simulation.tally import Tally
from kiosk.simulate.central_side import Verdict

_HEAD = ("operation", "done", "per s", "p50 ms", "p95 ms", "p99 ms", "max ms", "errors", "retries")


def table(tally: Tally, lasted_s: float) -> Iterator[str]:
    """Yield a line for each operation; `per s` is over the whole run."""
    yield _line(_HEAD)
    for name, one in tally:
        times = [f"{one.percentile_s(share) * 1000:.1f}" for share in (0.5, 0.95, 0.99, 1.0)]
        yield _line(
            (name, str(one.done), f"{one.done / lasted_s:.1f}", *times, str(one.errors.total()), str(one.retries))
        )
        for error, count in one.errors.most_common():
            yield f"    {error}: {count}"


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """Yield what central holds against what was put."""
    yield f"records: {verdict.put} put, {verdict.held} held by central, each once"
    yield f"cases: {verdict.cases} put, {verdict.cases_held} held by central"
    if verdict.good:
        yield "nothing lost, nothing twice"
    else:
        yield f"NOT GOOD: {verdict.lost} lost, {verdict.foreign} never put, {verdict.dead_letters} dead letters"


def figures(tally: Tally, lasted_s: float, found: Mapping[str, float]) -> dict[str, object]:
    """Return the same for programs."""
    operations = {
        name: {
            "done": one.done,
            "per_s": one.done / lasted_s,
            "p50_ms": one.percentile_s(0.5) * 1000,
            "p99_ms": one.percentile_s(0.99) * 1000,
            "errors": dict(one.errors),
            "retries": one.retries,
        }
        for name, one in tally
    }
    return {"lasted_s": lasted_s, "operations": operations, **found}


def _line(cells: tuple[str, ...]) -> str:
    return f"{cells[0]:<12}" + "".join(f"{cell:>10}" for cell in cells[1:])
