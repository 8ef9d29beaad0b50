"""AGL1K as a task of Inspect: `inspect eval leaderboard/evaluation/inspect_task.py@agl1k -T clips=DIR`."""

import base64
import os
import sys
from pathlib import Path

import anyio.to_thread
from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import HeadlineMetric
from inspect_ai.model import ChatMessageUser, ContentAudio, ContentText
from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target, Value, metric, scorer
from inspect_ai.solver import Generate, Solver, TaskState, generate, solver

sys.path.append(str(Path(__file__).resolve().parents[2]))  # `inspect` looks beside this file alone

from game.packs.clip import Clip
from game.project_files import ROOT
from leaderboard.answers.schema import read_clips
from leaderboard.evaluation.errors import EvaluationError
from leaderboard.evaluation.prompt import PROMPT, read_prompt
from leaderboard.evaluation.question import in_order_of_asking
from leaderboard.evaluation.reply_scores import ReplyScorer, figures, values_of
from leaderboard.evaluation.sound import FORMATS, Sound, sound_of


@task
def agl1k(
    clips: str,
    prompt: str | None = None,
    format: str | None = None,
    cut: float | None = None,
    seed: int = 42,
) -> Task:
    """Where on Earth was each recording of a pack made?

    Parameters
    ----------
    clips : str
        The pack's folder. Clips without a recording are left out.
    prompt : str or None
        A file with another question, as for `python -m leaderboard evaluate`.
    format, cut : str and float, or None
        Convert the recordings to `mp3` or `wav`; send only so many seconds from their start.
    seed : int
        For the order of the clips, so that ``--limit 100`` asks about a random sample.
    """
    with_audio = [clip for clip in read_clips(_found(clips)) if clip.file.is_file()]
    if not with_audio:
        raise EvaluationError(f"clips={clips}: no clip of this pack has a recording.")
    if format not in (None, *FORMATS):
        raise EvaluationError(f"format={format}: use one of {', '.join(FORMATS)}.")
    question = read_prompt(_found(prompt)) if prompt else PROMPT
    return Task(
        dataset=MemoryDataset([_sample(clip, question) for clip in in_order_of_asking(with_audio, seed)]),
        solver=[listen(clips, format, cut), generate()],
        scorer=agl1k_place(clips),
        headline_metric=HeadlineMetric(metric="geoscore"),
    )


@solver
def listen(clips: str, format: str | None = None, cut: float | None = None) -> Solver:
    """Put the recording behind the question, without its tags and its name; read only when its turn comes."""
    files = {clip.key: clip.file for clip in read_clips(_found(clips))}

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        sound = await anyio.to_thread.run_sync(sound_of, files[str(state.sample_id)], format, cut)
        audio = ContentAudio(audio=_data_url(sound), format="mp3" if sound.format == "mp3" else "wav")
        state.messages = [ChatMessageUser(content=[ContentText(text=state.input_text), audio])]
        state.metadata["sound"] = sound.note()
        return state

    return solve


@metric(scores="unreduced")
def agl1k_figures() -> Metric:
    """AGL1K's figures with 95% intervals whose errors are clustered by clip, over all epochs."""

    def count(scores: list[SampleScore]) -> Value:
        return figures([one.score.metadata for one in scores if one.score.metadata])

    return count


@scorer(metrics=[agl1k_figures()])
def agl1k_place(clips: str) -> Scorer:
    """Read a place out of the reply, and compare it with where the recording was made."""
    replies = ReplyScorer(read_clips(_found(clips)))

    async def score(state: TaskState, target: Target) -> Score:
        is_cut_off = state.output.stop_reason == "max_tokens"
        found = replies.score(str(state.sample_id), state.output.completion, is_cut_off=is_cut_off)
        answer = found["answer"]
        degrees = f"{answer['predicted_latitude']}, {answer['predicted_longitude']}"
        names = ", ".join(answer[f"predicted_{level}"] for level in ("city", "country", "continent"))
        return Score(
            value=values_of(found),
            answer=f"{degrees}: {names}",
            explanation=answer["reasoning"],
            reason="invalid_response_format" if found["unread"] else None,
            metadata={**found, "epoch": state.epoch},
        )

    return score


def _sample(clip: Clip, question: str) -> Sample:
    return Sample(input=question, id=clip.key, target=f"{clip.lat}, {clip.lon}")


def _data_url(sound: Sound) -> str:
    media_type = "audio/mpeg" if sound.format == "mp3" else "audio/wav"
    return f"data:{media_type};base64,{base64.b64encode(sound.data).decode()}"


def _found(path: str) -> Path:
    """A path as given on the command line: Inspect has changed into this file's folder before it asks."""
    starts = (Path(os.environ.get("PWD", ROOT)), ROOT)
    return next((start / path for start in starts if (start / path).exists()), Path(path))
