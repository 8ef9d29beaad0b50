"""What worker processes hold in memory."""

import os
import subprocess
import sys

import pytest

from game.processes.memory import ALLOCATORS
from game.processes.supervisor import child_environment
from game.project_files import ROOT
from game.settings import Settings

READS = """
import sys
from game.processes.memory import leave_out_pandas
leave_out_pandas()
import pyarrow as pa
from game.publishing import parquet, publish_loop
from game.geo.gazetteer import Gazetteer
from game.geo.places import PlaceNames
assert Gazetteer.load().place(48.86, 2.35).country == "France"
assert len(PlaceNames.load()) > 30_000
assert pa.array(["a", None, "a"], pa.string()).dictionary_encode().indices.fill_null(-1).to_numpy().tolist()
assert "pandas" not in sys.modules
print(pa.default_memory_pool().backend_name)
"""


@pytest.mark.slow
def test_workers_read_tables_without_pandas_and_by_the_systems_allocator():
    env = os.environ | ALLOCATORS | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", READS], env=env, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, "system\n"), ran.stderr


@pytest.mark.parametrize(("outer", "arenas"), [({}, "2"), ({"MALLOC_ARENA_MAX": "1"}, "1")])
def test_a_host_may_choose_workers_allocators(tmp_path, outer, arenas):
    env = child_environment(Settings.from_env({"EARWITNESS_STATE": str(tmp_path)}), outer)
    assert env["MALLOC_ARENA_MAX"] == arenas
    assert env["ARROW_DEFAULT_MEMORY_POOL"] == "system"
