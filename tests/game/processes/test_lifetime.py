import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from game.project_files import ROOT
from tests.processes import alive, wait_for

BUSY = """
import sys, time
from game.processes.lifetime import exit_when_closed
exit_when_closed(sys.stdin.fileno(), grace_seconds=float(sys.argv[1]))
print("busy", flush=True)
time.sleep(60)
"""
POOL = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from game.processes.lifetime import end_with_parent

if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=end_with_parent)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


@contextmanager
def running(*command):
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield process
        process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("grace", [0.0, 0.5])
def test_a_busy_process_leaves_after_its_grace_when_its_input_closes_and_not_before(grace):
    with running(sys.executable, "-c", BUSY, str(grace)) as process:
        assert process.stdout.readline() == b"busy\n"
        time.sleep(0.3)
        assert process.poll() is None
        closed = time.monotonic()
        process.stdin.close()
        assert process.wait(60) == 0
        assert time.monotonic() - closed >= grace


def test_the_workers_of_a_pool_end_when_their_parent_is_killed(tmp_path):
    program = tmp_path / "pool.py"
    program.write_text(POOL)
    with running(sys.executable, str(program)) as parent:
        worker = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait(60)
        wait_for(lambda: not alive([worker]))
