import asyncio
import logging
import os
import re
import signal
import sys
import time
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from game.backoff import Backoff
from game.processes import supervisor
from game.project_files import ROOT
from game.settings import Settings
from leaderboard.worker import supervisor as clerks
from leaderboard.worker.sources import Sources
from leaderboard.worker.supervisor import CountingUnavailable, CountSupervisor, counting_environment
from tests.processes import alive, descendants

pytestmark = pytest.mark.slow

NOTHING = Sources("sqlite:///guesses.db", Path("answers"))

# Programs that stand in for counting: real processes that answer, or do not.
ANSWERS = """
import json, os, sys, time
for line in sys.stdin:
    question = json.loads(line)
    if question["say"] == "die":
        sys.exit(3)
    if question["say"] == "wait":
        time.sleep(question["seconds"])
    reply = {} if question["say"] == "fail" else {"answer": [question["say"], os.getpid()]}
    print(json.dumps({"number": question["number"], **reply}), flush=True)
"""
BABBLES = "print('ready when you are', flush=True); import time; time.sleep(60)"
# Goes to rest at an empty line, and without an answer at the word "rest". Until then nothing was written.
RESTS = f"""
import json, os, pathlib, sys
for line in sys.stdin:
    question = json.loads(line) if line.strip() else None
    if question is None or question["say"] == "rest" and not os.path.exists("rested"):
        pathlib.Path("rested").touch()
        if os.path.exists("late"):
            os.makedirs("answers/late")
        print(json.dumps({{"rested": {NOTHING.stamp()!r}}}), flush=True)
        break
    print(json.dumps({{"number": question["number"], "answer": [question["say"], os.getpid()]}}), flush=True)
"""
STAYS = "import time; time.sleep(60)"


@asynccontextmanager
async def supervised(program, command=None):
    """A supervisor that keeps a program running."""
    sources = Sources("sqlite:///guesses.db", Path("answers"))
    supervisor = CountSupervisor(os.environ, sources, command or (sys.executable, "-c", program))
    keeping = asyncio.create_task(supervisor.keep())
    try:
        yield supervisor
        assert not keeping.done()
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


PATIENCE_SECONDS = 60.0  # a busy machine takes seconds to start a process


async def until(reached):
    """Wait until something is true."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not reached():
            await asyncio.sleep(0.01)


async def until_running(supervisor):
    await until(lambda: supervisor.is_running)


async def answered(supervisor, say="a"):
    """The answer to a question, asked again until one comes."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with suppress(CountingUnavailable):
                return await supervisor.ask({"say": say})
            await asyncio.sleep(0.01)


def logged_pauses(caplog):
    return [float(pause) for pause in re.findall(r"restarting in (\S+) s", caplog.text)]


@pytest.fixture
def hasty(monkeypatch):
    """Pauses that a test can wait for."""
    monkeypatch.setattr(supervisor, "BACKOFF", Backoff(0.05, 0.4))
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.3)


@pytest.fixture
def clock(monkeypatch):
    """The times by which runs are measured; the last one is now."""
    times = [0.0]
    monkeypatch.setattr(supervisor, "monotonic", lambda: times[-1])
    return times


def test_many_who_ask_at_once_each_get_their_own_answer():
    async def ask():
        async with supervised(ANSWERS) as supervisor:
            await until_running(supervisor)
            words = [f"{number}" for number in range(clerks.MOST_WAITING)]
            answers = await asyncio.gather(*(supervisor.ask({"say": word}) for word in words))
            assert [echoed for echoed, _ in answers] == words

    asyncio.run(ask())


def test_before_the_process_is_there_nobody_can_ask():
    async def ask():
        with pytest.raises(CountingUnavailable):
            await CountSupervisor({}, Sources("postgresql://", None)).ask({"say": "a"})

    asyncio.run(ask())


def test_a_process_that_is_killed_is_started_again_and_whoever_waited_is_told_at_once(hasty, caplog):
    async def kill():
        async with supervised(ANSWERS) as supervisor:
            _, first = await answered(supervisor)
            waiting = asyncio.create_task(supervisor.ask({"say": "wait", "seconds": 30}))
            await asyncio.sleep(0.05)
            os.kill(first, signal.SIGKILL)
            begun = time.monotonic()
            with pytest.raises(CountingUnavailable):
                await waiting
            assert time.monotonic() - begun < 5
            assert not supervisor.is_running
            _, second = await answered(supervisor)
            assert second != first

    asyncio.run(kill())
    assert "ended (code -9)" in caplog.text


def test_what_cannot_start_is_tried_again_after_longer_and_longer_pauses_each_told_once(hasty, clock, caplog):
    async def wait():
        async with supervised("", ("/bin/false",)):
            await until(lambda: len(logged_pauses(caplog)) >= 5)

    asyncio.run(wait())
    assert logged_pauses(caplog) == [0.05, 0.1, 0.2, 0.4, 0.4]


def test_after_a_long_run_the_pause_is_short_again(hasty, clock, caplog):
    async def die():
        async with supervised(ANSWERS) as supervisor:
            for _ in range(2):
                await answered(supervisor)
                with pytest.raises(CountingUnavailable):
                    await supervisor.ask({"say": "die"})
            await answered(supervisor)
            clock.append(0.5)
            with pytest.raises(CountingUnavailable):
                await supervisor.ask({"say": "die"})
            await answered(supervisor)

    asyncio.run(die())
    assert logged_pauses(caplog) == [0.05, 0.1, 0.05]
    assert "ended (code 3)" in caplog.text


def test_a_program_that_is_not_there_does_no_harm(hasty, caplog):
    async def look():
        async with supervised("", command=("/nowhere/python",)) as supervisor:
            await until(lambda: len(logged_pauses(caplog)) >= 2)
            with pytest.raises(CountingUnavailable):
                await supervisor.ask({"say": "a"})

    asyncio.run(look())
    assert "cannot be started" in caplog.text and "/nowhere/python" in caplog.text


def test_a_process_that_babbles_is_ended_and_started_again(hasty, caplog):
    before = descendants(os.getpid())

    async def listen():
        async with supervised(BABBLES):
            await until(lambda: len(logged_pauses(caplog)) >= 2)

    asyncio.run(listen())
    assert "sent a line that cannot be read" in caplog.text
    assert descendants(os.getpid()).keys() <= before.keys()


def test_a_question_that_fails_is_not_answered_and_the_next_one_is():
    async def ask():
        async with supervised(ANSWERS) as supervisor:
            _, before = await answered(supervisor)
            with pytest.raises(CountingUnavailable):
                await supervisor.ask({"say": "fail"})
            assert await supervisor.ask({"say": "b"}) == ["b", before]

    asyncio.run(ask())


def test_more_questions_than_can_be_answered_are_refused_at_once(monkeypatch):
    monkeypatch.setattr(clerks, "ANSWER_SECONDS", 0.1)

    async def ask():
        async with supervised(ANSWERS) as supervisor:
            await answered(supervisor)
            slow = [supervisor.ask({"say": "wait", "seconds": 2})]
            slow += [supervisor.ask({"say": "b"}) for _ in range(clerks.MOST_WAITING - 1)]
            ends = await asyncio.gather(*slow, return_exceptions=True)
            assert {type(end) for end in ends} == {CountingUnavailable}  # it took too long
            # Nobody waits for those answers any more, but the process still has those questions to answer.
            begun = time.monotonic()
            with pytest.raises(CountingUnavailable):
                await supervisor.ask({"say": "c"})
            assert time.monotonic() - begun < 5
            assert (await answered(supervisor, "d"))[0] == "d"

    asyncio.run(ask())


@pytest.mark.parametrize("program", [ANSWERS, STAYS])
def test_whoever_stops_the_clerk_stops_the_process_even_one_that_does_not_listen(hasty, program):
    before = descendants(os.getpid())

    async def stop():
        async with supervised(program) as supervisor:
            await until_running(supervisor)
            found = [pid for pid in descendants(os.getpid()) if pid not in before]
            assert len(found) == 1
        return found

    assert alive(asyncio.run(stop())) == []


def test_the_process_reads_the_settings_of_the_game_and_finds_its_modules(tmp_path):
    settings = Settings.from_env({"EARWITNESS_PACK": "mine", "EARWITNESS_STATE": str(tmp_path)})
    outer = {"PYTHONPATH": "/elsewhere", "EARWITNESS_ANSWERS": "/of/another", "HOME": "/home"}
    outer |= {"EARWITNESS_SECRET": "s" * 32, "HF_TOKEN": "hf_x", "OPENAI_API_KEY": "sk-x"}
    env = counting_environment(settings, outer)
    assert env["PYTHONPATH"].split(os.pathsep) == [str(ROOT), "/elsewhere"]
    assert env["HOME"] == "/home"
    assert not {"EARWITNESS_SECRET", "HF_TOKEN", "OPENAI_API_KEY"} & set(env)
    read = Settings.from_env(env)
    assert (read.pack, read.state, read.answers) == ("mine", tmp_path, None)
    assert read.database_url == settings.database_url
    assert counting_environment(settings, {})["PYTHONPATH"] == str(ROOT)


def test_when_memory_runs_out_workers_and_what_they_start_go_first():
    waits = (
        "import subprocess, sys, time\n"
        "from pathlib import Path\n"
        "score = Path('/proc/self/oom_score_adj')\n"
        "while score.read_text().strip() != sys.argv[1]: time.sleep(0.01)\n"
        "print(subprocess.check_output(['cat', score], text=True), end='', flush=True)"
    )
    lines: list[bytes] = []
    command = (sys.executable, "-c", waits, str(supervisor.OOM_SCORE))
    log = logging.getLogger("test")
    child = supervisor.SupervisedProcess("it", command, os.environ, log, lines.append)
    assert asyncio.run(child.run()).code == 0
    assert lines == [b"%d\n" % supervisor.OOM_SCORE]


def test_answers_may_be_long():
    async def ask():
        async with supervised(ANSWERS) as supervisor:
            await until_running(supervisor)
            assert (await supervisor.ask({"say": "x" * 1_000_000}))[0] == "x" * 1_000_000

    asyncio.run(ask())


async def until_resting(supervisor):
    await until(lambda: supervisor.is_resting and not supervisor.is_running)


def an_answer():
    Path("answers/a-model").mkdir(parents=True)


@pytest.mark.parametrize("reason", [CountSupervisor.wake, lambda _: an_answer()], ids=["a look", "answers"])
def test_it_rests_until_somebody_looks_or_something_comes(reason, tmp_path, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clerks, "LOOK_SECONDS", 0.05)

    async def rest():
        async with supervised(RESTS) as supervisor:
            _, before = await answered(supervisor)
            supervisor.wake()  # an empty line: at it, this program rests
            await until_resting(supervisor)
            await asyncio.sleep(0.3)
            assert supervisor.is_resting and alive([before]) == []
            reason(supervisor)
            await until_running(supervisor)
            assert not supervisor.is_resting
            assert (await answered(supervisor))[1] != before

    asyncio.run(rest())
    assert "restarting" not in caplog.text


def test_a_question_while_it_rests_or_goes_to_rest_is_answered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    async def rest():
        async with supervised(RESTS) as supervisor:
            await answered(supervisor)
            assert (await supervisor.ask({"say": "rest"}))[0] == "rest"
            supervisor.wake()
            await until_resting(supervisor)
            assert (await supervisor.ask({"say": "b"}))[0] == "b"

    asyncio.run(rest())


def test_what_was_written_while_it_went_to_rest_is_counted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("late").touch()

    async def rest():
        async with supervised(RESTS) as supervisor:
            _, before = await answered(supervisor)
            supervisor.wake()
            while alive([before]):
                await asyncio.sleep(0.01)
            assert (await answered(supervisor))[1] != before

    asyncio.run(rest())
