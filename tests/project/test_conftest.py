"""The rule that nothing is skipped in CI, tried on a run of pytest inside the run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from game.project_files import ROOT

pytestmark = pytest.mark.slow

SKIPPING = {
    "test_fixture.py": "def test_real(shared): pass\ndef test_that_runs(): pass",
    "test_itself.py": "import pytest\ndef test_other(): pytest.skip('why')",
    "test_whole_file.py": "import pytest\npytest.skip('why', allow_module_level=True)",
    "test_no_case.py": "import pytest\n@pytest.mark.parametrize('case', [])\ndef test_none(case): pass",
    "test_known_failure.py": "import pytest\n@pytest.mark.xfail\ndef test_fails(): assert False",
}


def run(folder: Path, ci: str) -> str:
    """The output of pytest on tests that skip in every possible way."""
    for name, test in SKIPPING.items():
        (folder / name).write_text(test)
    env = {**os.environ, "CI": ci, "EARWITNESS_SHARED": str(folder / "nowhere"), "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-ra",
        "-p",
        "tests.conftest",
        "--continue-on-collection-errors",
    ]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60).stdout


def test_whatever_would_be_skipped_fails_in_ci(tmp_path):
    output = run(tmp_path, ci="true")
    assert "1 failed, 1 passed, 1 xfailed, 3 errors" in output
    assert output.count("A test that cannot run fails in CI") >= 4


def test_outside_ci_it_is_skipped_with_its_reason(tmp_path):
    output = run(tmp_path, ci="")
    assert "1 passed, 4 skipped, 1 xfailed" in output
    assert "let EARWITNESS_SHARED name the folder of AGL1K's files" in output
