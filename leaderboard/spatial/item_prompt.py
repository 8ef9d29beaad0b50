"""The words in which a model is asked an item around the head."""

from game.scenes.item import Item

PROMPT = """\
You are an expert listener. The recording that comes with this message was made at the two ears of a person: \
its left channel is what the left ear hears, its right channel what the right ear hears. Compare the two \
channels, in level, in time and in timbre, and listen for the room. Then answer the question about what is \
around this person, who is "you" in it.

You MUST give your best answer, however unsure you are: no refusal, no second answer, no range. You may \
reason first. The last line of your reply must have the form that stands below the question."""

LETTER = "Answer: LETTER"
DIRECTION = "Answer: azimuth DEGREES, elevation DEGREES"
DISTANCE = ", METRES m"
NUMBERS = {"m": "Answer: METRES m", "deg": "Answer: DEGREES degrees"}
SIGNS = """\
Azimuth is 0 straight ahead, positive to the left, negative to the right, and 180 behind; elevation is 0 at \
the height of the ears, positive above and negative below."""
_AT_MOST = "At most {most:g}."
_LETTERS = "ABCDEFGH"


def fixed_words(prompt: str) -> str:
    """All that is the same for every item of a kind, by which two evaluations can be told apart."""
    return "\n\n".join((prompt, LETTER, DIRECTION, DISTANCE, *NUMBERS.values(), SIGNS, _AT_MOST))


def item_words(item: Item, prompt: str = PROMPT) -> str:
    """The whole text that goes with an item's recording."""
    return "\n\n".join(filter(None, (prompt, item.english, _options(item), _form(item))))


def letter(option: int) -> str:
    """The letter of an option, counted from 0."""
    return _LETTERS[option]


def _options(item: Item) -> str:
    return "\n".join(f"{letter(place)}. {words}" for place, words in enumerate(item.english_options))


def _form(item: Item) -> str:
    if item.kind == "choice":
        return LETTER
    if item.kind == "number":
        most = "" if item.most is None else _AT_MOST.format(most=item.most)
        return "\n".join(filter(None, (most, NUMBERS[item.unit or "m"])))
    return f"{SIGNS}\n{DIRECTION}{DISTANCE if item.asks_distance else ''}"
