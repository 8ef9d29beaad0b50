"""The example that lets a model play, against a real game and the stand-in model."""

import asyncio
import signal
import threading

import pytest

from docs.examples import play_api
from game.settings import Settings
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.reader import read_guesses
from tests.builders.running_game import TOWNS, write_pack
from tests.servers import serving
from tests.stand_ins.model_api import replies


@pytest.mark.slow
def test_a_model_plays_by_the_api_though_the_game_is_killed_and_its_guesses_count_as_nobodys(
    oracle, tmp_path, monkeypatch, capsys
):
    pack = write_pack(tmp_path / "pack", TOWNS)
    contents = iter(
        [replies.FENCED, replies.REFUSAL, replies.NO_COMMA, replies.PLAIN, replies.NUMBERS_AS_TEXTS]
    )
    restarts: list[threading.Thread] = []

    def content(digest):
        if len(oracle.mind.calls) == 2:
            game.stop(signal.SIGKILL)
            restarts.append(threading.Thread(target=game.start))
            restarts[0].start()
        return next(contents)

    oracle.mind.content = content
    monkeypatch.setenv("OPENAI_API_KEY", oracle.key)
    with serving(tmp_path / "state", EARWITNESS_PACK=str(pack)) as game:
        arguments = ["--game", game.address, "--model", oracle.model, "--base-url", oracle.base_url]
        monkeypatch.setattr("sys.argv", ["play_api", *arguments])
        asyncio.run(play_api.main())
        restarts[0].join()
        rows = game.rows("SELECT client, status, lat, lon FROM rounds ORDER BY number")
    assert [row["client"] for row in rows] == ["api"] * 5
    assert [row["status"] for row in rows] == ["guessed", "skipped", "guessed", "guessed", "guessed"]
    assert {(row["lat"], row["lon"]) for row in rows} == {(31.5085, -9.7595), (None, None)}
    assert "Round 2: cannot tell; it was" in (output := capsys.readouterr().out) and "an API client" in output
    assert len(oracle.mind.calls) == 5 and all(call.format == "mp3" for call in oracle.mind.calls)
    settings = Settings.from_env({"EARWITNESS_PACK": str(pack), "EARWITNESS_STATE": str(tmp_path / "state")})
    assert len(read_guesses(settings.database_url, Benchmark.load(settings))) == 0
