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


@pytest.mark.slow
@pytest.mark.parametrize("chosen", ["system", "mimalloc"])
def test_the_game_reads_tables_by_the_systems_allocator_unless_its_host_has_chosen_another(chosen):
    env = {name: value for name, value in os.environ.items() if name not in ALLOCATORS}
    if chosen != "system":
        env["ARROW_DEFAULT_MEMORY_POOL"] = chosen
    code = "import pyarrow; from game.processes.memory import use_system_allocator as use; use(); "
    code += "print(pyarrow.default_memory_pool().backend_name)"
    assert (
        subprocess.check_output([sys.executable, "-c", code], env=env, text=True, cwd=ROOT) == f"{chosen}\n"
    )


@pytest.mark.slow
def test_what_few_hosts_need_is_not_loaded_with_the_game():
    code = (
        "import sys, app; print({name.partition('.')[0] for name in sys.modules} & {'cryptography', 'redis'})"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True, cwd=ROOT) == "set()\n"


@pytest.mark.parametrize(("outer", "arenas"), [({}, "2"), ({"MALLOC_ARENA_MAX": "1"}, "1")])
def test_a_host_may_choose_workers_allocators(tmp_path, outer, arenas):
    env = child_environment(Settings.from_env({"EARWITNESS_STATE": str(tmp_path)}), outer)
    assert env["MALLOC_ARENA_MAX"] == arenas
    assert env["ARROW_DEFAULT_MEMORY_POOL"] == "system"
