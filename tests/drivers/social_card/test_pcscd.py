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


_NOBODY_ID = 65534
_NOBODY = ["setpriv", "--reuid", str(_NOBODY_ID), "--regid", str(_NOBODY_ID), "--clear-groups"]


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
