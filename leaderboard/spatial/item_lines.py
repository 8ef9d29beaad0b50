"""A model's replies to items as lines of a file of answers."""

from typing import Any

from game.json_types import Json
from game.scenes.item import Answer, Item
from leaderboard.evaluation.answer_lines import OURS, provenance
from leaderboard.evaluation.completion import Completion, read_completion
from leaderboard.evaluation.journal import Answer as Saved
from leaderboard.spatial.answer_reader import read_reply
from leaderboard.spatial.item_prompt import letter

_LETTER_CHARACTERS = 3  # "(B)": a limit of a few tokens cuts nothing off a letter


def answer_line(item: Item, saved: Saved, words: str, common: Json) -> Json:
    """A line: the item, what was asked, the answer as read, the model's words, and how it was obtained.

    Parameters
    ----------
    words : str
        What was asked.
    common : dict
        ``seed`` and `OURS`, which all lines of a file share.
    """
    completion = read_completion(saved.body)
    return {
        "item": item.id,
        "question": words,
        "answer": _as_written(item, read_answer(item, completion)),
        "model_output": completion.text,
        **common,
        OURS: common[OURS] | provenance(saved, completion),
    }


def letter_line(sample_id: str, option: int) -> Json:
    """A line as the benchmark's own evaluator reads it."""
    return {"sample_id": sample_id, "answer_letter": letter(option)}


def read_answer(item: Item, completion: Completion) -> Answer | None:
    """The answer in a reply; None where there is none, or where the reply was cut off before it."""
    is_letter = item.kind == "choice" and len(completion.text.strip()) <= _LETTER_CHARACTERS
    if completion.finish == "length" and not is_letter:
        return None
    return read_reply(item, completion.text)


def _as_written(item: Item, answer: Answer | None) -> Any:
    """The form that `leaderboard.spatial.answer_file` reads; empty for no answer."""
    if answer is None:
        return ""
    if answer.option is not None:
        return letter(answer.option)
    if item.kind == "number":
        return {"number": answer.number}
    pointed = {"azimuth": answer.azimuth, "elevation": answer.elevation}
    return pointed if answer.distance_m is None else pointed | {"distance_m": answer.distance_m}
