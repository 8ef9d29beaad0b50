import json
from collections.abc import Callable
from pathlib import Path

import pytest

from leaderboard.__main__ import main
from leaderboard.answers.schema import read_clips
from leaderboard.evaluation.prompt import PROMPT
from leaderboard.evaluation.reply_scores import ReplyScorer
from tests.builders.model_replies import REPLIES
from tests.builders.running_game import write_pack

Command = Callable[..., int]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "equator"
    write_pack(folder, [(0.5, 3.0 * number) for number in range(len(REPLIES) + 1)])
    return folder


@pytest.fixture(scope="module")
def answers(pack: Path) -> Path:
    """A file such as `evaluate` writes, with an answer for all clips but one."""
    clips = read_clips(pack)[: len(REPLIES)]
    scorer = ReplyScorer(clips)
    options = {"temperature": 0.5, "seed": 42}
    at = "2027-01-16T09:00:00Z"
    evaluation = {"options": options, "at": at, "tokens_in": 1000, "tokens_out": 200}
    common = {"question": PROMPT, "evaluation": evaluation}
    lines = [
        {**scorer.score(clip.key, said)["answer"], "model_output": said, **common}
        for clip, said in zip(clips, REPLIES, strict=True)
    ]
    file = pack.parent / "answers.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    return file


@pytest.fixture
def results(pack: Path, answers: Path, tmp_path: Path) -> Command:
    """Run the command on these answers; files go to `tmp_path`."""

    def run(form: str, *more: str) -> int:
        where = ["--clips", str(pack), "--out", str(tmp_path), "--format", form]
        return main(["results", str(answers), *where, *more])

    return run
