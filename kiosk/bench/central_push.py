"""A push: from "go" to the last of 577 terminals that runs the new release and has tested it.

Everything is real but the street: `kiosk central serve` is a process on loopback with its database on disk; the
terminals are real client code (`kiosk.fleet_simulation`) with their own keys, signatures, TUF clients and stores on
disk. A flow of the house changes a word; the others would cost a terminal nothing, as it has them.

What a push costs at least is that the same bytes go to as many connections: that is measured in the same run, from a
plain file server. What polling costs at least is the longest interval that central issued.
"""

import http.client
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from kiosk.bench.processor import family_cpu_s
from kiosk.bench.ratio import Ratio
from kiosk.central.publishing.ceremony import hold_ceremony
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.publish import publish
from kiosk.central.publishing.repository import Repository
from kiosk.central.setup import Place, set_up
from kiosk.protocol.release import release_target
from kiosk.simulate import central_side
from kiosk.simulate.waiting import wait_until

TERMINALS = 577
_PROCESSES = 2
_THREADS = 3  # more would wait for each other: Python runs one at a time
_PATIENCE_S = 600.0
_HOUSE = Path(__file__).parents[2]
_PLAIN = """
import functools, http.server, sys
class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 1024  # with the usual 5, connections wait a second to be tried again
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = Server(("127.0.0.1", 0), handler)
print(server.server_port, flush=True)
server.serve_forever()
"""
_WHO = "bench"
_CHANGED = "housing/provident-fund-statement"


def measure(runs: int) -> list[Ratio]:
    """Push to the whole fleet, `runs` times in fleets of their own; returns the slowest."""
    return max((push(TERMINALS) for _ in range(runs)), key=lambda ratios: ratios[0].ours)


def push(terminals: int) -> list[Ratio]:
    """Push once to so many terminals."""
    with tempfile.TemporaryDirectory(prefix="kiosk-push-") as folder:
        place = Path(folder)
        repository = publish_one_flow(place)
        with _central(place) as (address, central), _fleet(place, address, terminals) as (activated, fleet):
            _await_release(activated, 1, terminals)
            seq = _sign(place, repository)
            central_side.plan_for_all(_WHO, _PATIENCE_S)
            longest_s, began, before_s = _longest_interval_s(), time.time(), family_cpu_s(central, *fleet)
            central_side.go(_WHO)
            took_s = _await_release(activated, seq, terminals) - began
            cpu_s = family_cpu_s(central, *fleet) - before_s
        each = _bytes_of_a_push(place, seq)
        plain_s = _plain_downloads(place, each, terminals)
    name = f"push to {terminals} terminals, go to last activation"
    return [
        Ratio(name, "longest", took_s, f"plain downloads of the same {each} bytes each", plain_s, "s", 1),
        Ratio(name, "longest", took_s, "the longest heartbeat interval issued", longest_s, "s", 1),
        Ratio("CPU of that, central and fleet", "sum", cpu_s, "what two cores have in a minute", 120.0, "s", 1),
    ]


def publish_one_flow(place: Path) -> Repository:
    """Make keys and a repository in `place`, below `data` as central expects them, with one of the house's flows."""
    shutil.copytree(_HOUSE / "flows" / _CHANGED, place / "flows" / _CHANGED)
    repository = Repository(place / "data" / "flows", KeyDirectory(place / "keys"))
    (place / "root.json").write_bytes(hold_ceremony(repository, departments=[_CHANGED.split("/", maxsplit=1)[0]]))
    publish(place / "flows", repository)
    return repository


@contextmanager
def _central(place: Path) -> Iterator[tuple[str, int]]:
    """Serve, with this process beside it on the same database; yields the address and the process."""
    words = [sys.executable, "-m", "kiosk", "central", "serve", "--data", str(place / "data"), "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=_HOUSE, text=True) as process:
        try:
            assert process.stdout is not None, "a pipe was asked for"
            ready = next(line for line in process.stdout if "ready at" in line)
            threading.Thread(target=process.stdout.read, daemon=True).start()
            set_up(Place(data=place / "data"))
            yield ready.split()[-1], process.pid
        finally:
            process.terminate()


@contextmanager
def _fleet(place: Path, address: str, terminals: int) -> Iterator[tuple[Queue[dict[str, Any]], list[int]]]:
    """Let terminals join, each by a code of its own, and approve them; yields what they put to use, and processes."""
    codes = central_side.make_codes(_WHO, terminals)
    told: Queue[dict[str, Any]] = Queue()
    processes = []
    for number in range(_PROCESSES):
        share = codes[number::_PROCESSES]
        words = [sys.executable, "-m", "kiosk.fleet_simulation.process", str(place / "fleet" / str(number)), address]
        words += [str(place / "root.json"), str(len(share)), "--threads", str(_THREADS)]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_HOUSE, text=True)
        assert process.stdin is not None, "a pipe was asked for"
        process.stdin.write("".join(f"{code}\n" for code in share))
        process.stdin.flush()
        threading.Thread(target=_listen, args=(process, told), daemon=True).start()
        processes.append(process)
    try:
        wait_until(lambda: central_side.approve_pending(_WHO) == terminals, "all have joined", _PATIENCE_S)
        yield told, [process.pid for process in processes]
    finally:
        for process in processes:
            process.communicate(timeout=_PATIENCE_S)


def _listen(process: "subprocess.Popen[str]", told: "Queue[dict[str, Any]]") -> None:
    assert process.stdout is not None, "a pipe was asked for"
    for line in process.stdout:
        said = json.loads(line)
        if "release_seq" in said:
            told.put(said)


def _sign(place: Path, repository: Repository) -> int:
    """Change a word of one flow, and sign the release that has it."""
    texts = place / "flows" / _CHANGED / "texts.zh.yaml"
    texts.write_text(texts.read_text(encoding="utf-8") + "\n# another word\n", encoding="utf-8")
    seq = _released(place, repository)
    central_side.await_recorded(seq)
    return seq


def _released(place: Path, repository: Repository) -> int:
    from kiosk.central.publishing.folder import read_flows
    from kiosk.protocol.package import pack, with_version

    (folder,) = read_flows(place / "flows" / _CHANGED)
    with repository.change() as change:
        before = change.release()
        assert before is not None
        version = max(change.versions(_CHANGED)) + 1
        change.add_package(_CHANGED, version, pack(with_version(folder.files, version)))
        flows = {service: flow.version for service, flow in before.flows.items()}
        return change.add_release({**flows, _CHANGED: version})[0]


def _longest_interval_s() -> float:
    from kiosk.central.fleet.models import LastState

    return max(LastState.objects.values_list("interval_s", flat=True))


def _await_release(told: "Queue[dict[str, Any]]", seq: int, terminals: int) -> float:
    """Wait until that many terminals run release `seq`, tested; return when the last one began to."""
    until, at = time.monotonic() + _PATIENCE_S, dict[str, float]()
    while len(at) < terminals:
        try:
            said = told.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            raise RuntimeError(f"after {_PATIENCE_S:.0f} s {len(at)} of {terminals} run release {seq}") from None
        if said["release_seq"] == seq and said["state"] == "activated":
            at[said["terminal_id"]] = said["at"]
    return max(at.values())


def _bytes_of_a_push(place: Path, seq: int) -> int:
    """Return what one terminal fetches: the timestamp, the manifest of the release and the package that changed."""
    flows = place / "data" / "flows"
    folder, _, name = release_target(seq).rpartition("/")
    manifest = next((flows / "targets" / folder).glob(f"*.{name}"))
    newest = max((flows / "targets" / "flows").rglob("*.flow"), key=lambda file: file.stat().st_mtime)
    return sum(file.stat().st_size for file in (flows / "metadata" / "timestamp.json", manifest, newest))


def _plain_downloads(place: Path, size: int, connections: int) -> float:
    """Return the seconds in which as many connections get that many bytes each from a plain file server."""
    folder = place / "plain"
    folder.mkdir()
    (folder / "bytes").write_bytes(bytes(size))
    words = [sys.executable, "-u", "-c", _PLAIN, str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None, "a pipe was asked for"
            port = int(server.stdout.readline())
            began = time.perf_counter()
            with ThreadPoolExecutor(_PROCESSES * _THREADS) as pool:
                sizes = list(pool.map(lambda _: _download(port), range(connections)))
            took_s = time.perf_counter() - began
        finally:
            server.terminate()
    assert sizes == [size] * connections
    return took_s


def _download(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/bytes")
        return len(connection.getresponse().read())
    finally:
        connection.close()
