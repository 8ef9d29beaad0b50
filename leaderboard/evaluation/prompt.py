"""The question: the benchmark's, in our own words, or one from a file."""

import json
from pathlib import Path

from leaderboard.evaluation.errors import EvaluationError

# Asks for the same things by the same rules as the paper's appendix B.9.1; we added the comma that is
# missing there after "reason".
PROMPT = """\
You are an expert listener who can tell from the sounds of a place where on Earth it lies. Listen closely to \
the recording that comes with this message, and find out the geographical location at which it was made.

You MUST give your best guess, however unsure you are. If you are in doubt, guess with what the recording \
offers: acoustics, ambient sounds, the languages that are spoken, cultural signs, or any other clue that \
can be heard.

Your answer MUST have this JSON format, with your predictions as its values:
{
    "reason": "A detailed account of how you came to your prediction: which clues you heard (language, \
accent, background sounds, noises of the surroundings, cultural signs, weather, traffic, animals and so on) \
and how they led you to this very place. Name the evidence that supports your conclusion.",
    "city": "name of the city",
    "country": "name of the country",
    "continent": "name of the continent",
    "longitude": the longitude as a number,
    "latitude": the latitude as a number
}

Important rules:
1. You MUST answer with one complete JSON object: no explanation outside of it, no refusal, no statement \
that you are uncertain
2. If you are unsure of the coordinates, give the numbers that you hold most likely
3. All texts must be in English
4. The longitude must be between -180 and 180
5. The latitude must be between -90 and 90
6. "reason" must hold your detailed analysis of the clues in the sound, step by step
7. Even if the recording seems to be from anywhere, you must guess a place and give your reasons

Now listen to the recording, and answer in JSON:"""


class PromptError(EvaluationError):
    """A file without a question; the message says why."""


def read_prompt(file: Path) -> str:
    """Read a question from a file.

    Parameters
    ----------
    file : Path
        A text; or answers in AGL1K's format (`.jsonl`, `.json`), whose `question` is used, so that a model
        gets exactly the words that AGL1K used for the others.

    Raises
    ------
    PromptError
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{file} cannot be read as text: {error}.") from error
    words = _asked_in(file, text) if file.suffix in (".jsonl", ".json") else text.strip()
    if not words:
        raise PromptError(f"{file} is empty: it must hold the question.")
    return words


def _asked_in(file: Path, text: str) -> str:
    try:
        row = json.loads(text.split("\n", 1)[0]) if file.suffix == ".jsonl" else json.loads(text)[0]
        # The .json format keeps line breaks and quotes escaped as in a CSV file.
        return str(row["question"]).replace("\\n", "\n").replace('""', '"')
    except (ValueError, LookupError, TypeError) as error:
        raise PromptError(f"{file}: no question in its first answer; is this AGL1K's format?") from error
