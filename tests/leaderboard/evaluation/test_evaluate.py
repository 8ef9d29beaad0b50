import hashlib
import io
import json
import os
import random
import re
import shlex
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress

import mutagen.id3
import numpy as np
import pytest
import soundfile

from game.project_files import ROOT
from leaderboard.__main__ import main
from leaderboard.answers.answers import read_answers
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.schema import read_clips
from leaderboard.entrants.models import find_models
from leaderboard.evaluation.answer_paths import answer_path, folder_name
from leaderboard.evaluation.errors import EvaluationError
from leaderboard.evaluation.evaluation import WAITING
from leaderboard.evaluation.prompt import PROMPT, PromptError, read_prompt
from leaderboard.evaluation.question import in_order_of_asking
from leaderboard.evaluation.sound import AudioError, sound_of
from leaderboard.scoring.report import score_file
from tests.builders.recordings import AGL1K, CANARY, REAL, encoded, forms, samples
from tests.builders.running_game import write_pack
from tests.forked import leaderboard_commands
from tests.processes import wait_for
from tests.stand_ins.model_api import replies
from tests.stand_ins.model_api.server import Fault

pytestmark = pytest.mark.slow

PLACE = ("city", "country", "continent", "longitude", "latitude")
AGL1K_FIELDS = [
    *("question", "task_id", "question_id"),
    *(f"true_{part}" for part in PLACE),
    *("description", "title"),
    *(f"predicted_{part}" for part in PLACE),
    *("reasoning", "model_output", "seed"),
]


def recording(number):
    """A recording unlike the others, by its length."""
    return encoded("mp3", 0.3 + 0.02 * number)


def make_pack(folder, count):
    """A pack of different recordings along the equator, keyed k0, k1 ..."""
    write_pack(folder, [(0.5, 3.0 * number) for number in range(count)], title=CANARY)
    for number in range(count):
        (folder / "audio" / f"{number}.mp3").write_bytes(recording(number))
    return folder


@pytest.fixture
def pack(tmp_path):
    return make_pack(tmp_path / "pack", 6)


@pytest.fixture
def evaluate(oracle, pack, tmp_path, monkeypatch, capsys):
    """Run the command over the pack, and return its exit code and output."""
    monkeypatch.setenv("OPENAI_API_KEY", oracle.key)

    def run(*more, model=oracle.model, out=tmp_path / "answers.jsonl", clips=pack):
        where = ["--clips", str(clips), "--out", str(out)]
        code = main(["evaluate", "--model", model, "--base-url", oracle.base_url, *where, *more])
        return code, capsys.readouterr().out

    return run


def rows(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


def refusal(run, *more, **options):
    with pytest.raises(SystemExit) as end:
        run(*more, **options)
    return str(end.value.code)


def sound_digests(pack):
    """SHA-256 of the sound that a model gets for each clip."""
    files = {clip.key: clip.file for clip in read_clips(pack)}
    return {key: hashlib.sha256(sound_of(file, None, None).data).hexdigest() for key, file in files.items()}


def test_a_model_is_asked_about_every_clip_and_its_answers_can_be_scored(evaluate, oracle, pack, tmp_path):
    code, output = evaluate()
    assert code == 0 and "6 of 6 clips answered" in output
    assert oracle.mind.paid == Counter(sound_digests(pack).values())
    report = score_file(tmp_path / "answers.jsonl", pack, once=True)
    assert report.parts["all"]["n"] == 6 and not report.answers.problems
    assert [answer.key for answer in report.answers.rows] == [f"k{number}" for number in range(6)]
    assert all((answer.lat, answer.lon) == (31.5085, -9.7595) for answer in report.answers.rows)


def test_the_lines_have_agl1ks_fields_and_say_how_they_came_about(evaluate, oracle, tmp_path):
    oracle.charge(0.002)
    evaluate("--seed", "7", "--options", '{"max_tokens": 300}', "--cut", "0.25", "--max-clips", "1")
    (row,) = rows(tmp_path / "answers.jsonl")
    assert [*row] == [*AGL1K_FIELDS, "evaluation"]
    assert (row["question"], row["seed"], row["task_id"]) == (PROMPT, 7, "audio_localization")
    assert (row["predicted_city"], row["predicted_latitude"]) == ("Essaouira", 31.5085)
    evaluation = row["evaluation"]
    assert (evaluation["model"], evaluation["cut_seconds"], evaluation["usd"]) == (oracle.model, 0.25, 0.002)
    assert evaluation["options"] == {"seed": 7, "max_tokens": 300}
    assert evaluation["sound"]["sha256"] == oracle.mind.calls[0].digest and evaluation["sound"]["recoded"]
    assert evaluation["prompt_sha256"] == hashlib.sha256(PROMPT.encode()).hexdigest()


@pytest.mark.skipif(not AGL1K.is_dir(), reason="needs AGL1K's files")
def test_the_fields_are_those_of_agl1ks_own_files():
    for file in (AGL1K / "results").glob("**/*.jsonl"):
        assert [*rows(file)[0]] == AGL1K_FIELDS


def test_a_request_holds_the_words_and_the_sound_and_nothing_that_names_the_place(evaluate, oracle, pack):
    recordings = b"".join(file.read_bytes() for file in (pack / "audio").iterdir())
    file = pack / "audio" / "0.mp3"
    tags = mutagen.id3.ID3()
    tags.add(mutagen.id3.TIT2(encoding=3, text=CANARY))
    tags.save(file)
    assert CANARY.encode() in file.read_bytes()
    evaluate()
    for call in oracle.mind.calls:
        (message,) = call.asked.pop("messages")
        assert call.asked == {"model": oracle.model, "seed": 42}
        text, sound = message["content"]
        assert text == {"type": "text", "text": PROMPT}
        assert {*sound} == {"type", "input_audio"} and {*sound["input_audio"]} == {"data", "format"}
        assert not any(form in call.sound for form in forms(CANARY))
        assert CANARY not in str(call.headers) and ".mp3" not in str(call.headers)
        assert call.sound in recordings  # frames as they were


def test_real_recordings_go_out_bit_for_bit_or_cut_without_their_tags(shared):
    for file in REAL:
        whole, cut = sound_of(file, None, None), sound_of(file, None, 10.0)
        assert (whole.format, whole.recoded) == ("mp3", False) and whole.data in file.read_bytes()
        assert (cut.format, cut.recoded, cut.seconds) == ("mp3", True, 10.0)
        for sound in (whole, cut):
            assert not any(form in sound.data for word in ("Essaouira", "Dieter") for form in forms(word))
        decoded, rate = soundfile.read(io.BytesIO(cut.data))
        start = samples(file)[: len(decoded)] / 2**31
        agreement = np.corrcoef(decoded[rate : 5 * rate, 0], start[rate : 5 * rate, 0])[0, 1]
        assert agreement > 0.98, file


@pytest.mark.parametrize("kind", ["mp3", "ogg", "opus", "flac", "wav", "wav24", "wavfloat"])
@pytest.mark.parametrize("api_format", ["mp3", "wav", None])
@pytest.mark.parametrize("cut", [0.5, None])
def test_any_recording_becomes_what_the_api_takes(tmp_path, kind, api_format, cut):
    file = tmp_path / "recording"
    file.write_bytes(encoded(kind))
    sound = sound_of(file, api_format, cut)
    found = soundfile.info(io.BytesIO(sound.data))
    assert sound.format == (api_format or ("mp3" if kind == "mp3" else "wav"))
    assert found.format.lower().startswith(sound.format)
    assert found.duration == pytest.approx(cut or 2.0, abs=0.06)


def test_a_recording_that_cannot_be_read_is_told(tmp_path):
    for content, cut in ((b"no sound at all", None), (b"", 1.0)):
        (tmp_path / "noise").write_bytes(content)
        with pytest.raises(AudioError):
            sound_of(tmp_path / "noise", "mp3", cut)
    with pytest.raises(AudioError, match="cannot be read"):
        sound_of(tmp_path / "nothing", None, None)


def test_a_broken_recording_costs_its_clip_alone(evaluate, oracle, pack):
    (pack / "audio" / "2.mp3").write_bytes(b"no sound at all")
    code, output = evaluate()
    assert code == 3 and "5 of 6 clips answered" in output and "k2: the recording holds no MP3" in output
    (pack / "audio" / "2.mp3").unlink()
    code, output = evaluate()
    assert code == 0 and "1 clip without audio" in output
    assert len(oracle.mind.calls) == 5


def test_the_same_command_goes_on_where_it_stopped(evaluate, oracle, tmp_path):
    oracle.fail(*[400] * 2)
    code, output = evaluate("--concurrency", "1")
    assert code == 3 and "2 left. To continue, run the same command again." in output
    assert len(rows(tmp_path / "answers.jsonl")) == 4
    code, output = evaluate("--concurrency", "1")
    assert code == 0 and "6 of 6" in output
    assert set(oracle.mind.paid.values()) == {1} and len(oracle.mind.calls) == 8
    evaluate()
    assert len(oracle.mind.calls) == 8


def test_answers_are_written_anew_from_the_journal_without_asking(evaluate, oracle, tmp_path):
    evaluate()
    file = tmp_path / "answers.jsonl"
    before = file.read_bytes()
    file.unlink()
    assert evaluate()[0] == 0
    assert file.read_bytes() == before and len(oracle.mind.calls) == 6


def test_other_settings_do_not_go_into_the_same_file(evaluate, oracle):
    evaluate()
    for more in (["--cut", "1"], ["--seed", "1"], ["--format", "wav"], ["--temperature", "0.5"]):
        assert "was started with" in refusal(evaluate, *more)
    assert len(oracle.mind.calls) == 6


def test_answers_that_were_not_written_here_are_left_alone(evaluate, oracle, tmp_path):
    file = tmp_path / "answers.jsonl"
    file.write_text('{"question_id": "k0", "predicted_latitude": 1.0}\n')
    for model in (oracle.model, "random"):
        assert "was not written by this command" in refusal(evaluate, model=model)
    assert "k0" in file.read_text() and not oracle.mind.calls


def test_some_clips_are_a_random_sample_that_grows(evaluate, oracle, tmp_path):
    def keys():
        return {row["question_id"] for row in rows(tmp_path / "answers.jsonl")}

    assert evaluate("--max-clips", "2")[0] == 0
    two = keys()
    assert evaluate("--max-clips", "4")[0] == 0
    four = keys()
    assert len(two) == 2 and len(four) == 4 and two < four
    assert len(oracle.mind.calls) == 4


def test_the_order_of_asking_depends_on_the_seed_and_not_on_the_pack(pack):
    clips = read_clips(pack)
    order = [clip.key for clip in in_order_of_asking(clips, 42)]
    assert order == [clip.key for clip in in_order_of_asking(clips[::-1], 42)]
    assert [key for key in order if key != "k3"] == [
        clip.key for clip in in_order_of_asking([clip for clip in clips if clip.key != "k3"], 42)
    ]
    assert len({tuple(clip.key for clip in in_order_of_asking(clips, seed)) for seed in range(9)}) > 5


def test_a_budget_ends_the_asking_and_is_told(evaluate, oracle):
    oracle.charge(0.01)
    code, output = evaluate("--max-usd", "0.035", "--usd-per-call", "0.01")
    assert code == 3 and sum(oracle.mind.paid.values()) == 3
    assert "$0.0300 spent" in output and "the budget of $0.035 is used up" in output
    assert "--max-usd needs --usd-per-call" in refusal(evaluate, "--max-usd", "1")


def test_what_a_model_does_not_say_counts_as_agl1k_counts_it(evaluate, oracle, pack, tmp_path):
    oracle.say(replies.REFUSAL)
    code, output = evaluate()
    assert code == 0 and "6 incomplete answers" in output
    assert "k0: no JSON with an answer in the reply: I am unable to fulfill this request." in output
    row = rows(tmp_path / "answers.jsonl")[0]
    assert (row["predicted_city"], row["predicted_longitude"]) == ("Unknown", 0.0)
    assert row["model_output"] == row["reasoning"] == replies.REFUSAL
    figures = score_file(tmp_path / "answers.jsonl", pack, once=True).parts["all"]
    assert figures["reject_rate"] == 1 and figures["distance_km"] == 10_000


def test_answers_that_were_cut_off_are_counted(evaluate, oracle):
    oracle.say(replies.PLAIN[:-30])
    oracle.mind.finish = "length"
    output = evaluate()[1]
    assert "cut off at the most tokens (6)" in output and "6 incomplete answers" in output


def test_another_prompt_is_asked_and_kept(evaluate, oracle, tmp_path):
    (tmp_path / "prompt.txt").write_text("Where was this?\n")
    evaluate("--prompt", str(tmp_path / "prompt.txt"), "--max-clips", "1")
    assert oracle.mind.calls[0].text == "Where was this?"
    assert rows(tmp_path / "answers.jsonl")[0]["question"] == "Where was this?"


def test_the_words_of_agl1k_are_read_from_its_own_files(shared):
    prompts = {read_prompt(file) for file in (AGL1K / "results").glob("**/seed_42_*.json*")}
    (prompt,) = prompts  # the same from both formats
    assert prompt.startswith("You are an expert audio analyst") and '"reason": "Detailed' in prompt


def test_the_prompt_asks_for_what_agl1ks_asks_for():
    for name in ("reason", "city", "country", "continent", "longitude", "latitude"):
        assert f'"{name}": ' in PROMPT
    assert "between -180 and 180" in PROMPT and "between -90 and 90" in PROMPT
    assert all(f"\n{number}. " in PROMPT for number in range(1, 8))


def test_a_file_without_a_question_is_refused(tmp_path):
    for name, content in (
        ("a.txt", b" \n"),
        ("b.jsonl", b"{}"),
        ("c.json", b"[]"),
        ("d.txt", b"\xff\xfe\xff"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(PromptError):
            read_prompt(tmp_path / name)


def test_an_address_is_asked_for_and_a_key_that_was_named_must_be_there(oracle, pack, tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    base = ["evaluate", "--model", oracle.model, "--clips", str(pack), "--out", str(tmp_path / "a.jsonl")]
    assert "--base-url is missing" in refusal(main, base)
    keyed = [*base, "--base-url", oracle.base_url, "--api-key-env", "MY_KEY"]
    assert "MY_KEY: this environment variable is not set" in refusal(main, keyed)
    monkeypatch.setenv("MY_KEY", oracle.key)
    assert main(keyed) == 0


def test_without_a_key_the_server_says_what_it_thinks_of_that(evaluate, oracle, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    code, output = evaluate()
    assert code == 3 and "Ended early: the key is rejected (401: Incorrect API key" in output


@pytest.mark.parametrize(
    "wrong",
    [["--cut", "0"], ["--options", "[1]"], ["--max-clips", "0"], ["--max-usd", "nan"], ["--format", "ogg"]],
)
def test_an_option_that_makes_no_sense_is_refused_before_anything_is_asked(evaluate, oracle, wrong):
    assert refusal(evaluate, *wrong) == "2"
    assert not oracle.mind.calls


# Models that ignore the sound


def test_a_constant_answers_every_clip_with_its_point_and_needs_no_recording(tmp_path, pack, capsys):
    for file in (pack / "audio").iterdir():
        file.unlink()
    out = tmp_path / "answers"
    assert main(["evaluate", "--model", "constant:50.95,6.97", "--clips", str(pack), "--out", str(out)]) == 0
    (model,) = find_models(out)
    assert model.folder_name == "constant_50.95_6.97" and [*model.files] == [42]
    answers = read_answers(model.files[42], {f"k{number}" for number in range(6)}, NameRules.load())
    assert {(row.lat, row.lon, row.country, row.continent) for row in answers.rows} == {
        (50.95, 6.97, "Germany", "Europe")
    }


@pytest.mark.parametrize("point", ["0,0", "-1,-1", "90,180", "41.9,12.45"])
def test_no_constant_is_taken_for_a_refusal(tmp_path, pack, point):
    out = tmp_path / "answers.jsonl"
    main(["evaluate", "--model", f"constant:{point}", "--clips", str(pack), "--out", str(out)])
    answers = read_answers(out, {f"k{number}" for number in range(6)}, NameRules.load()).rows
    assert len(answers) == 6 and not any(answer.refused or answer.silent for answer in answers)
    assert answers[0].lat == pytest.approx(float(point.split(",")[0]), abs=1e-5)


def test_random_answers_are_the_same_for_a_seed_and_others_for_another(tmp_path, pack):
    def drawn(seed):
        out = tmp_path / f"{seed}.jsonl"
        main(["evaluate", "--model", "random", "--clips", str(pack), "--out", str(out), "--seed", str(seed)])
        return [(row["predicted_latitude"], row["predicted_longitude"]) for row in rows(out)]

    first = drawn(1)
    assert first == drawn(1) and first != drawn(2)
    assert len(set(first)) == 6 and all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in first)


@pytest.mark.parametrize(
    "name", ["constant:91,0", "constant:a,b", "constant:1", "constant:nan,0", "constant:1,2,3"]
)
def test_a_constant_off_the_earth_is_refused(tmp_path, pack, name):
    message = refusal(
        main, ["evaluate", "--model", name, "--clips", str(pack), "--out", str(tmp_path / "a.jsonl")]
    )
    assert "write constant:LAT,LON" in message


def test_answers_find_their_folder_among_others(tmp_path):
    assert answer_path(tmp_path / "a.jsonl", "m", 1) == tmp_path / "a.jsonl"
    assert answer_path(tmp_path, "google/gemini:free", 3) == tmp_path / "google/gemini_free/seed_3_ABCD.jsonl"
    (tmp_path / "results" / "audio_localization").mkdir(parents=True)
    assert answer_path(tmp_path, "m", 1) == tmp_path / "results/audio_localization/m/seed_1_ABCD.jsonl"
    for out in (tmp_path / "answers.json", tmp_path / "answers.csv"):
        with pytest.raises(EvaluationError, match=r"end in \.jsonl, or name a folder"):
            answer_path(out, "m", 1)
    assert folder_name("accounts/x/models/y") == "accounts/x-models-y"
    assert folder_name("../../etc/x") == "_/-etc-x"


def test_the_journal_beside_the_answers_is_taken_for_no_answers(evaluate, oracle, tmp_path):
    evaluate(out=tmp_path / "all")
    (model,) = find_models(tmp_path / "all")
    assert model.folder_name == oracle.model and [*model.files] == [42]


# Killed and interrupted


@pytest.fixture(scope="module")
def processes(tmp_path_factory, running_oracle):
    log = tmp_path_factory.mktemp("log") / "output.txt"
    with leaderboard_commands(log, OPENAI_API_KEY=running_oracle.key) as commands:
        yield commands


def command(oracle, pack, out, *more):
    where = ("--base-url", oracle.base_url, "--clips", str(pack), "--out", str(out))
    return ("evaluate", "--model", oracle.model, *where, *more)


def journal_lines(out):
    """The whole lines of the journal."""
    file = out.with_suffix(".journal")
    found = []
    for line in file.read_bytes().split(b"\n") if file.exists() else []:
        with suppress(ValueError):
            found.append(json.loads(line))
    return found


def answers_in(out):
    return {line["key"]: line["body"] for line in journal_lines(out) if line["is"] == "answer"}


def test_killed_at_random_moments_no_paid_answer_is_lost_or_asked_for_again(oracle, tmp_path, processes):
    """Answers in the journal are never asked for again; calls under way at a kill are marked unsure."""
    seed = random.randrange(10_000)
    print("seed", seed)
    rng = random.Random(seed)
    clips, concurrency, kills = 40, 4, 6
    pack, out = make_pack(tmp_path / "pack", clips), tmp_path / "answers.jsonl"
    sounds = sound_digests(pack)
    oracle.mind.pause_seconds = lambda: rng.uniform(0, 0.1)
    faults = [Fault(429, {"retry-after": "0.01"}), Fault(503, {"retry-after": "0.01"}), *[None] * 6]
    oracle.mind.fault_by_chance = lambda: rng.choice(faults)
    arguments = command(oracle, pack, out, "--concurrency", str(concurrency), "--tries", "50")
    saved: dict[str, str] = {}
    for _ in range(kills):
        if len(saved) == clips:  # all were answered before the last kill: nothing is left to ask
            break
        seen = len(oracle.mind.calls)
        oracle.mind.called.clear()
        processes.start(*arguments)
        wait_for(oracle.mind.called.is_set, 60)
        time.sleep(rng.uniform(0, 0.2))  # so that the kill comes at a random moment
        processes.kill()
        wait_for(lambda: not oracle.mind.under_way)
        assert not asked_since(seen, oracle) & {sounds[key] for key in saved}
        now = answers_in(out)
        assert saved.items() <= now.items()
        saved = now
    seen = len(oracle.mind.calls)
    processes.start(*arguments)
    assert processes.wait() == 0, processes.output()
    assert not asked_since(seen, oracle) & {sounds[key] for key in saved}
    assert saved.items() <= answers_in(out).items() and len(rows(out)) == clips
    assert_all_accounted_for(oracle, out, sounds, kills * concurrency)


def asked_since(seen, oracle):
    return {call.digest for call in oracle.mind.calls[seen:]}


def assert_all_accounted_for(oracle, out, sounds, most_unsure):
    """One answer a clip, as the server gave it; no more replies were lost than calls are marked unsure."""
    lines = journal_lines(out)
    answered = [line for line in lines if line["is"] == "answer"]
    assert sorted(line["key"] for line in answered) == sorted(sounds)
    for line in answered:
        assert json.loads(line["body"])["id"] in oracle.mind.reply_ids[sounds[line["key"]]]
    asked = {line["call"] for line in lines if line["is"] == "asked"}
    unsure = asked - {line["call"] for line in lines if line["is"] in ("answer", "unpaid")}
    lost = sum(oracle.mind.paid.values()) - len(sounds)
    print(f"{lost} paid replies were under way at a kill; {len(unsure)} calls are known to be unsure")
    assert lost <= len(unsure) <= most_unsure


def test_an_interrupt_waits_for_the_replies_that_are_being_paid_for(oracle, pack, tmp_path, processes):
    oracle.mind.hold()
    out = tmp_path / "answers.jsonl"
    pid = processes.start(*command(oracle, pack, out, "--concurrency", "2"))
    wait_for(lambda: oracle.mind.under_way == 2, 60)
    os.kill(pid, signal.SIGINT)
    wait_for(lambda: WAITING in processes.output())
    oracle.mind.let_go()
    assert processes.wait() == 3
    assert "Ended early: interrupted" in processes.output() and "4 left" in processes.output()
    assert sum(oracle.mind.paid.values()) == len(rows(out)) == 2


def test_a_second_interrupt_ends_it_at_once(oracle, pack, tmp_path, processes):
    oracle.mind.hold()
    pid = processes.start(*command(oracle, pack, tmp_path / "answers.jsonl", "--concurrency", "2"))
    wait_for(lambda: oracle.mind.under_way == 2, 60)
    os.kill(pid, signal.SIGINT)
    wait_for(lambda: WAITING in processes.output())
    os.kill(pid, signal.SIGINT)
    assert processes.wait() == 130
    assert "Traceback" not in processes.output() and "Stopped immediately" in processes.output()
    oracle.mind.let_go()


def test_the_readmes_commands_for_model_builders_do_what_it_says(oracle, pack, tmp_path, monkeypatch, capsys):
    section = (ROOT / "docs" / "evaluating.md").read_text()
    block = section.partition("```sh\n")[2].partition("```")[0].replace("\\\n", " ")
    for placeholder, value in (
        ("NAME", oracle.model),
        ("https://openrouter.ai/api/v1", oracle.base_url),
        ("/path/to/AGL1K/data", str(pack)),
        ("OPENAI_API_KEY=...", f"OPENAI_API_KEY={oracle.key}"),
    ):
        assert placeholder in block
        block = block.replace(placeholder, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "state"))
    (tmp_path / "state").mkdir()
    for line in block.strip().splitlines():
        words = shlex.split(line)
        for variable in (word for word in words if re.match(r"[A-Z_]+=", word)):
            monkeypatch.setenv(*variable.split("=", 1))
        if "leaderboard" in words:
            assert main(words[words.index("leaderboard") + 1 :]) == 0
    assert oracle.model.partition("/")[2] in capsys.readouterr().out


def test_the_other_commands_load_no_client_of_models():
    program = "import sys, leaderboard.__main__ as m; m.command_line(); print('openai' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "False\n"
