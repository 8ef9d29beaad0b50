"""An interrupt where nothing can be raised."""

import signal
import subprocess
import sys

import pytest

from game.project_files import ROOT

_INTERRUPTED_IN_A_CALLBACK = """
import signal, time, weakref
from game.interrupts import repeat_lost_interrupts

class Module: ...

def callback(_):
    signal.raise_signal(signal.SIGINT)

{start}
module = Module()
reference = weakref.ref(module, callback)
del module
time.sleep({seconds})
print("went on")
"""


@pytest.mark.parametrize(
    ("start", "seconds", "is_lost"), [("", 0, True), ("repeat_lost_interrupts()", 60, False)]
)
def test_an_interrupt_in_a_callback_ends_the_command_all_the_same(start, seconds, is_lost):
    command = [sys.executable, "-c", _INTERRUPTED_IN_A_CALLBACK.format(start=start, seconds=seconds)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout == "went on\n") is is_lost
    assert (done.returncode == -signal.SIGINT) is not is_lost
    assert ("Exception ignored" in done.stderr) is is_lost
