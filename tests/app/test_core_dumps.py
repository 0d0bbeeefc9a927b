"""A terminal that crashes leaves no picture of its memory, nor do its children."""

import os
import signal
import subprocess
import sys

CRASHES = """
import os, resource, subprocess, sys
from kiosk.app.core_dumps import forbid_core_dumps
forbid_core_dumps()
print(*resource.getrlimit(resource.RLIMIT_CORE))
child = "import resource; print(*resource.getrlimit(resource.RLIMIT_CORE))"
print(subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=True).stdout.strip())
import ctypes
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)  # PR_GET_DUMPABLE
os.kill(os.getpid(), 6)
"""


def test_neither_a_file_nor_a_pipe_gets_the_memory(tmp_path):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, "-c", CRASHES], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert ended.stdout.splitlines() == ["1 1", "1 1", "0"], ended.stderr
    assert ended.returncode == -signal.SIGABRT
    assert list(tmp_path.iterdir()) == []


def test_the_kernel_says_that_it_dumped_nothing(tmp_path):
    """Bit 7 of the status tells of a core; without the ban it could be set where dumps are on."""
    child = os.fork()
    if child == 0:
        os.chdir(tmp_path)
        os.execve(sys.executable, [sys.executable, "-c", CRASHES], {"PYTHONPATH": os.pathsep.join(sys.path)})
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGABRT
    assert not os.WCOREDUMP(status)
