"""The examples that read an archive: the same figures as the leaderboard's own."""

import json
import shutil
import subprocess
from typing import Any

import numpy as np
import pytest

from game.project_files import ROOT
from game.settings import Settings
from leaderboard.study.archive_files import write
from leaderboard.study.estimands import primary
from leaderboard.study.mixed_model import fit
from leaderboard.study.record_entrants import roster_of, sample_of
from leaderboard.study.stored_record import read_stored
from leaderboard.study.study_clips import benchmark_of, settings_of
from tests.builders.answer_files import answer, write_answers
from tests.builders.running_game import write_pack
from tests.builders.stored_guesses import seed_guesses
from tests.builders.studies import read_written

pytestmark = pytest.mark.slow

EXAMPLES = ROOT / "docs/examples"
RSCRIPT = shutil.which("Rscript")
CLIPS = [(float(lat), 10.0 + lat) for lat in range(1, 21)]
CAP = 12


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Fourteen people of unequal skill with fifteen rounds each, of which at most twelve make their mean."""
    folder = tmp_path_factory.mktemp("examples")
    pack = write_pack(folder / "pack", CLIPS)
    study = read_written(
        folder, pack=str(pack), rounds=15, skips=True, estimand={"rounds_per_person": CAP}, contact="a@b.org"
    )
    write_answers(folder / "answers" / "audio_localization" / "near", [answer("k0"), answer("k1")])
    settings = Settings.from_env({}, state=folder / "state", database="", answers=folder / "answers")
    settings = settings_of(study, settings)
    settings.state.mkdir()
    seed_guesses(
        settings.database_url,
        benchmark_of(study, settings).clips,
        14,
        15,
        rng=np.random.default_rng(5),
        study_hash=study.hash,
        mode="study",
        allocation="study-uniform",
        pack="pack",
        seconds_heard=[20.0] * 14 * 15,
    )
    return read_stored(settings.database_url, study, settings)


@pytest.fixture(scope="module")
def archive(record, tmp_path_factory):
    return write(record, tmp_path_factory.mktemp("archives"))


def check(record, found):
    """Hold an example's figures to the leaderboard's: the primary one to 0.01 points, the model's to 1%."""
    rows = sample_of(record).rows
    figure, model = primary(rows, CAP), fit(rows.counted())
    assert figure.interval is not None and figure.rounds == 14 * CAP
    people = next(one for one in roster_of(record).entrants() if one.key == "human")
    assert people.figures["all"]["geoscore"] == pytest.approx(figure.mean)
    for name, value in zip(("mean", "low", "high"), (figure.mean, *figure.interval), strict=True):
        assert found[name] == pytest.approx(value, abs=0.01), name
    spread = model.components
    ours = {one.name: one.mean for one in model.coefficients}
    ours |= {"sd_person": spread.person, "sd_clip": spread.clip, "sd_residual": spread.residual}
    for name, value in ours.items():
        assert found[name] == pytest.approx(value, rel=0.01), name


def test_the_notebook_gives_the_leaderboards_figures(record, archive, monkeypatch, capsys):
    notebook = json.loads((EXAMPLES / "read_archive.ipynb").read_text("utf-8"))
    monkeypatch.setenv("EARWITNESS_ARCHIVE", str(archive))
    names: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
            exec("".join(cell["source"]), names)
    found = {name: names[name] for name in ("intercept", "sd_person", "sd_clip", "sd_residual")}
    found |= {"mean": names["mean_person"], "closed_before": names["learned"]}
    found |= dict(zip(("low", "high"), names["interval"], strict=True))
    check(record, found)
    assert "alm/near" in capsys.readouterr().out


@pytest.mark.needs_r
def test_the_r_script_gives_the_leaderboards_figures(record, archive):
    if RSCRIPT is None:
        pytest.skip("R is missing: apt-get install r-base-core r-cran-lme4")
    script = [RSCRIPT, str(EXAMPLES / "mixed_model.R"), str(archive)]
    run = subprocess.run(script, capture_output=True, text=True, check=True)
    lines = (line.split("\t") for line in run.stdout.splitlines())
    found = {name.removeprefix("mean_person_"): float(value) for name, value, _ in lines}
    check(record, found | {"mean": found["mean_person"]})
