"""A pcscd of our own: several at once, for anybody, and none that outlives us."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from kit.patience import until

from drivers.errors import Unavailable
from drivers.social_card import pcscd
from drivers.social_card.pcscd import Pcscd


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


@pytest.fixture
def folder(tmp_path_factory):
    """Short enough for a socket's path."""
    return tmp_path_factory.mktemp("p")


def test_two_side_by_side(folder):
    one, other = Pcscd(folder / "one"), Pcscd(folder / "other")
    try:
        one.start()
        other.start()
        assert answers(one.socket)
        assert answers(other.socket)
        assert not set(one.ports) & set(other.ports)
        one.kill()
        assert not answers(one.socket)
        assert answers(other.socket)
    finally:
        one.close()
        other.close()


def test_the_machines_own_is_not_touched(folder):
    before = Path("/run/pcscd").exists()
    ours = Pcscd(folder / "ours")
    ours.start()
    assert Path("/run/pcscd").exists() == before
    ours.close()


def test_socket_and_ports_stay_over_a_restart(folder):
    ours = Pcscd(folder)
    ours.start()
    before = ours.socket, ours.ports
    ours.kill()
    ours.start()
    assert (ours.socket, ours.ports) == before
    assert answers(ours.socket)
    ours.close()


def test_nothing_is_left_behind(folder):
    ours = Pcscd(folder / "ours")
    ours.start()
    ours.close()
    ours.close()
    assert not (folder / "ours").exists()


def test_what_lies_in_its_folder_stays(folder):
    (folder / "letter").write_text("of somebody else's")
    ours = Pcscd(folder)
    ours.start()
    ours.close()
    assert [left.name for left in folder.iterdir()] == ["letter"]


def test_a_second_one_in_the_same_folder_is_refused(folder):
    first = Pcscd(folder)
    first.start()
    with pytest.raises(Unavailable, match="another pcscd"):
        Pcscd(folder).start()
    assert answers(first.socket)
    first.close()


def test_a_port_that_is_taken_is_not_used(folder):
    ours = Pcscd(folder)
    ours.start()
    taken = ours.ports
    ours.kill()
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind(("", taken[1]))
        thief.listen()
        ours.start()
        assert not set(ours.ports) & set(taken)
    ours.close()


def test_without_the_virtual_reader_it_says_what_to_install(folder):
    with pytest.raises(Unavailable, match="vsmartcard-vpcd"):
        Pcscd(folder, driver=Path("/nowhere/libifdvpcd.so")).start()


def test_it_dies_with_us(folder):
    program = (
        "import sys, time; from pathlib import Path; from drivers.social_card.pcscd import Pcscd;"
        "ours = Pcscd(Path(sys.argv[1])); ours.start(); print(ours._daemon.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        assert answers(folder / "run" / "pcscd" / "pcscd.comm")
        owner.send_signal(signal.SIGKILL)
        until(lambda: not _runs(pid))


@pytest.mark.skipif(os.geteuid() != 0, reason="who is not root has seen it in all the other tests")
def test_nobody_may_have_one_too():
    """With unprivileged user namespaces: Debian's default; Ubuntu 24.04 wants a profile for unshare."""
    if subprocess.run([*_NOBODY, "unshare", "--map-root-user", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this kernel grants no user namespaces to unprivileged users")
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        home, readers = Path(name), Path(name, "readers")
        readers.mkdir()
        os.chown(home, _NOBODY_ID, _NOBODY_ID)
        words = [*_NOBODY, "setpriv", "--pdeathsig", "KILL", *Pcscd(home)._command(readers)]
        with subprocess.Popen(words, stderr=subprocess.PIPE) as daemon:
            try:
                until(lambda: answers(home / "run" / "pcscd" / "pcscd.comm"))
                assert (home / "run").stat().st_uid == _NOBODY_ID
            finally:
                daemon.kill()


def test_without_namespaces_the_machines_own_serves(folder):
    """Played in a namespace of our own, with the machine's pcscd in it and an unshare that may not."""
    ports = pcscd._free_ports()
    entry = pcscd._CONFIGURATION.format(name="Virtual PCD", port=ports[0], driver=pcscd._DRIVER)
    (folder / "vpcd").write_text(entry)
    (folder / "unshare").write_text("#!/bin/sh\nexit 1\n")
    (folder / "unshare").chmod(0o755)
    words = [*pcscd._namespaces(), "sh", "-ec", _MACHINE, "sh", str(folder), sys.executable, _LAY]
    told = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert told.stdout.split() == ["pcsc:Virtual", "PCD", "True", "kept"], told.stderr


_MACHINE = """\
mkdir "$1/readers"
mv "$1/vpcd" "$1/readers"
mount --bind "$1/readers" /etc/reader.conf.d
mount -t tmpfs none /run
mkdir /run/pcscd
setpriv --pdeathsig KILL pcscd --foreground --error >&2 &
while ! [ -S /run/pcscd/pcscd.comm ]; do :; done
export PATH="$1:$PATH"
status=0
"$2" -c "$3" || status=$?
kill $!
exit $status
"""
_LAY = """\
from pathlib import Path
from drivers.cancel import Cancel
from drivers.social_card.demo_card import demo_card
from drivers.social_card.device import PcscReader
from drivers.social_card.emulator import VpcdReader

emulator, card = VpcdReader(Path("/run/desk")), demo_card({"name": "陈示例", "number": "420199198803149995"})
emulator.start()
reader = PcscReader(emulator.url)
emulator.place(card)
print(emulator.url, reader.read(timeout_s=5.0, cancel=Cancel()) == card)
reader.close()
try:
    emulator.unplug()
except RuntimeError:
    print("kept")
emulator.stop()
"""
_NOBODY_ID = 65534
_NOBODY = ["setpriv", "--reuid", str(_NOBODY_ID), "--regid", str(_NOBODY_ID), "--clear-groups"]


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
