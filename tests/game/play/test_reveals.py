from dataclasses import replace

import numpy as np
import pytest

from game.settings import SettingError, Settings
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.worker.answers_by_clip import NAME
from leaderboard.worker.output_files import FOLDER, OutputFiles
from leaderboard.worker.write_others import OthersWriter
from tests.builders.answer_files import SILENCE, answer, tell_models, write_answers
from tests.builders.equator import guessed
from tests.builders.recordings import AGL1K
from tests.builders.running_game import TOWNS, Clock, Player, running, running_with_page, write_pack
from tests.processes import wait_for

CANARY = "Szczebrzeszyn-canary"


@pytest.fixture
def world(tmp_path):
    """The settings of a game with a pack in which two models have answered every clip."""
    pack = write_pack(tmp_path / "pack", TOWNS)
    keys = [f"k{number}" for number in range(len(TOWNS))]
    write_answers(
        tmp_path / "answers" / "first",
        [answer(key, lat=12.3456, lon=65.4321, city=CANARY, reasoning=f"{CANARY} {key}") for key in keys],
    )
    write_answers(tmp_path / "answers" / "second", [answer(key, **SILENCE) for key in keys])
    tell_models(tmp_path / "answers", pack, tmp_path / "state")
    return {"EARWITNESS_PACK": str(pack), "EARWITNESS_ANSWERS": str(tmp_path / "answers")}


@pytest.mark.slow
def test_a_guess_and_a_skip_are_answered_with_what_each_model_said(tmp_path, world):
    with running(tmp_path / "state", **world) as client:
        player = Player(client)
        game = player.start()["game"]
        reveals = [
            player.guess(player.deal(game)["round"]),
            player.post(f"/api/rounds/{player.deal(game)['round']}/skip").json(),
        ]
        for reveal in reveals:
            first, second = reveal["alms"]
            assert (first["name"], first["lat"], first["city"]) == ("first", 12.3456, CANARY)
            assert first["reasoning"] == f"{CANARY} {reveal['clip']['key']}"
            assert (second["name"], second["refused"], second["distance_km"]) == ("second", True, 10_000)
        summary = player.get(f"/api/games/{game}").json()
        assert [round_["reveal"]["alms"] for round_ in summary["rounds"]] == [
            reveal["alms"] for reveal in reveals
        ]


@pytest.mark.slow
def test_nothing_of_any_answer_is_sent_before_the_reveal_of_its_clip(tmp_path, world):
    with running_with_page(tmp_path / "state", **world) as client:
        player = Player(client)
        game = player.start()["game"]
        seen: set[tuple[float, float]] = set()
        for _ in range(3):
            dealt = player.post(f"/api/games/{game}/rounds")
            replies = [
                dealt,
                player.post(f"/api/games/{game}/rounds"),
                player.get(f"/api/games/{game}"),
                player.get(dealt.json()["audio"]),
                player.get("/"),
                player.get("/config"),
                player.get("/api/openapi.json"),
                player.get("/readyz"),
                player.get("/api/players/me"),
                player.post(f"/api/rounds/{dealt.json()['round']}/guess", {"lat": 100, "lon": 0}),
            ]
            open_round = player.get(f"/api/games/{game}").json()["rounds"][-1]
            assert (open_round["status"], open_round["reveal"]) == ("open", None)
            for reply in replies:
                sent = reply.content + str(reply.headers).encode()
                for key in {f"k{number}" for number in range(len(TOWNS))} - seen:
                    assert f"{CANARY} {key}".encode() not in sent
                if not seen:
                    assert CANARY.encode() not in sent and b"12.3456" not in sent
            reveal = player.guess(dealt.json()["round"])
            assert reveal["alms"][0]["reasoning"] == f"{CANARY} {reveal['clip']['key']}"
            seen.add(reveal["clip"]["key"])


def test_a_round_that_was_abandoned_tells_what_the_models_said_once_it_is_closed(tmp_path, world):
    clock = Clock()
    with running(tmp_path / "state", clock, **world) as client:
        player = Player(client)
        game = player.start()["game"]
        player.deal(game)
        clock.now += 31 * 60
        player.deal(game)
        first, second = player.get(f"/api/games/{game}").json()["rounds"]
        assert (first["status"], len(first["reveal"]["alms"])) == ("abandoned", 2)
        assert (second["status"], second["reveal"]) == ("open", None)


def test_the_demo_and_a_host_without_answers_reveal_none(tmp_path, world):
    with running(tmp_path / "state", **world) as client:
        player = Player(client)
        assert player.guess(player.deal(player.start("practice")["game"])["round"])["alms"] == []
    with running(tmp_path / "state", EARWITNESS_PACK=world["EARWITNESS_PACK"]) as client:
        player = Player(client)
        assert player.guess(player.deal(player.start()["game"])["round"])["alms"] == []


@pytest.mark.slow
def test_answers_that_appear_while_the_game_runs_are_in_the_reveals(tmp_path, world):
    (tmp_path / "state" / FOLDER / NAME).unlink()
    with running(tmp_path / "state", **world) as client:
        player = Player(client)
        game = player.start()["game"]
        assert player.guess(player.deal(game)["round"])["alms"] == []
        tell_models(tmp_path / "answers", tmp_path / "pack", tmp_path / "state")
        assert len(wait_for(lambda: of_first_round(player, game))) == 2


def point_people(state, pack, lons):
    """Write where people pointed on every clip of a pack, as the counting process does."""
    benchmark = Benchmark.load(Settings.from_env({"EARWITNESS_PACK": str(pack)}))
    clips, people = len(benchmark.clips), len(lons)
    clip, player = np.repeat(range(clips), people), np.tile(range(people), clips)
    guesses = guessed(benchmark, clip, player, np.zeros(len(clip)), np.tile(lons, clips))
    writer = OthersWriter(OutputFiles(state / FOLDER), benchmark, np.random.default_rng(1))
    writer.note(replace(guesses, shown_as=np.arange(len(clip), dtype=np.float64)), 0)
    writer.write()


def test_a_guess_is_answered_with_where_others_pointed_but_not_in_practice(tmp_path, world, monkeypatch):
    monkeypatch.setattr("app._counting", lambda _parts: iter(()))  # nobody is stored who pointed there
    point_people(tmp_path / "state", world["EARWITNESS_PACK"], [10.0, 20, 30, 40, 50])
    with running(tmp_path / "state", EARWITNESS_LEADERBOARD="on", **world) as client:
        player = Player(client)
        game = player.start()["game"]
        first, dealt = player.guess(player.deal(game)["round"]), player.deal(game)
        assert player.get(f"/api/games/{game}").json()["rounds"][1]["reveal"] is None
        skipped = player.post(f"/api/rounds/{dealt['round']}/skip").json()
        for reveal in (first, skipped):
            assert reveal["others"]["points"] == [[0, 10], [0, 20], [0, 30], [0, 40], [0, 50]]
            assert reveal["others"]["people"] == 5
        assert 0 <= first["others"]["closer_than"] <= 1
        assert skipped["others"]["closer_than"] is None
        stored = player.get(f"/api/games/{game}").json()["rounds"]
        assert stored[0]["reveal"]["others"] == first["others"]
        assert player.guess(player.deal(player.start("practice")["game"])["round"])["others"] is None
    with running(tmp_path / "state", EARWITNESS_LEADERBOARD="off", **world) as client:
        player = Player(client)
        assert player.guess(player.deal(player.start()["game"])["round"])["others"] is None


def of_first_round(player, game):
    return player.get(f"/api/games/{game}").json()["rounds"][0]["reveal"]["alms"]


@pytest.mark.slow
def test_the_real_answers_are_revealed_with_the_real_recording(shared, tmp_path):
    tell_models(AGL1K, AGL1K, tmp_path)
    folders = {"EARWITNESS_PACK": str(AGL1K), "EARWITNESS_ANSWERS": str(AGL1K)}
    with running(tmp_path, **folders) as client:
        player = Player(client)
        by_key = {reveal["clip"]["key"]: reveal for reveal in player.play()}
    assert by_key["aporee_5201_6631"]["alms"] == []
    by_city = {alm["city"]: alm for alm in by_key["aporee_26839_30948"]["alms"]}
    assert round(by_city["Essaouira"]["distance_km"], 2) == 1.08
    assert round(by_city["Istanbul"]["distance_km"]) == 3605


# The setting


def test_no_answers_are_looked_for_unless_a_folder_is_named(tmp_path):
    assert Settings.from_env({}).answers is None
    assert Settings.from_env({"EARWITNESS_ANSWERS": str(tmp_path)}).answers == tmp_path


def test_a_folder_of_answers_that_is_not_there_stops_the_start_and_is_named(tmp_path):
    with pytest.raises(SettingError, match=r"EARWITNESS_ANSWERS=.*the folder .*nowhere does not exist"):
        Settings.from_env({"EARWITNESS_ANSWERS": str(tmp_path / "nowhere")})
