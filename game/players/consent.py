"""What players are told before they agree, from the host's settings; each version of it has a name."""

from dataclasses import dataclass
from typing import Literal

from game.json_types import Json
from game.settings import Settings

Where = Literal["soon", "day", "here"]
Version = Literal["play-1", "play-2", "play-2-day", "play-2-here"]

# Another text is another version: the number changes with the text below.
CONSENT_VERSION: Version = "play-2"
VERSIONS: dict[Where, Version] = {"soon": CONSENT_VERSION, "day": "play-2-day", "here": "play-2-here"}
PUBLISHED_SOON = (VERSIONS["soon"],)  # whose rounds may be published as they come
PUBLISHED_BY_DAY = (VERSIONS["soon"], VERSIONS["day"])  # the same when their UTC day is over; no others ever

KEPT = """\
Of each round: the recording, your point or pass, the score, how you listened and used the map, the kind
of device, and when it ended; and what you choose to tell. It all stands under a random name, without your
own name, network address or browser's details."""

PUBLIC: dict[Where, str] = {
    "soon": """\
All of that, with the day in place of the time, at {dataset} under {licence}, for anyone to study. New
guesses are added about every {minutes}, so the time of a guess can be seen to within that. What you tell
of yourself appears only in words that at least {k} players share.""",
    "day": """\
All of that, with the day in place of the time, at {dataset} under {licence}, for anyone to study. New
guesses are added when their day, in UTC, is over. What you tell of yourself appears only in words that at
least {k} players share.""",
    "here": """\
Nothing: this host has no public dataset. Guesses count on the leaderboard here, and the host may pass them
on for research, under the same random names.""",
}

HOW_LONG = "{retention}, or until you withdraw."

WITHDRAW: dict[Where, str] = {
    "soon": """\
At any time, with a code that you are given. Your guesses are then deleted here and from the dataset as it
stands. Its earlier versions go when the host clears them, copies that the Hub converts follow later, and
copies that somebody has downloaded cannot be recalled. You can also stop agreeing without withdrawing:
rounds that end after that are not published.""",
    "here": """\
At any time, with a code that you are given. Your guesses are then deleted here; copies that the host has
passed on cannot be recalled. You can also stop agreeing without withdrawing: rounds that end after that
count in no comparison.""",
}
WITHDRAW["day"] = WITHDRAW["soon"]

ASK = "{contact}"
NOBODY_NAMED = "This host has named nobody: ask whoever gave you the address of this page."
OLD_ENOUGH = "You must be at least {age} years old to agree."

TITLE = "Before your first guess is stored"
SHARE: dict[Where, str] = {
    "soon": "Play and share my guesses",
    "here": "Play and let my guesses count",
}
SHARE["day"] = SHARE["soon"]
AGREE = "I agree, and am {age} or older"
JUST_PLAY = "Just play"
WITHOUT = """\
Your guesses are stored here to run the game, published nowhere and counted in no comparison. You can agree
later."""
FROM_NOW_ON = "This holds for rounds that end from now on; earlier rounds stay as they were."

TEMPLATES = (KEPT, PUBLIC, HOW_LONG, WITHDRAW, ASK, NOBODY_NAMED, OLD_ENOUGH, AGREE, WITHOUT, FROM_NOW_ON)


@dataclass(frozen=True, slots=True)
class Consent:
    """The text that is agreed to on this host.

    Attributes
    ----------
    version : str
        Name of the text, stored with each guess.
    parts : tuple of dict
        `name`, `title` and `text` of each part, in order.
    around : dict
        What a page needs besides: title, what the buttons say, links.
    """

    version: Version
    parts: tuple[dict[str, str], ...]
    around: Json


def consent(settings: Settings) -> Consent:
    """Make the text from what the host has chosen."""
    where = _where(settings)
    facts = _facts(settings)
    parts = tuple(
        {"name": name, "title": title, "text": _line(template.format_map(facts))}
        for name, title, template in (
            ("kept", "What is kept", KEPT),
            ("public", "What is public", PUBLIC[where]),
            ("how_long", "For how long", HOW_LONG),
            ("age", "Your age", OLD_ENOUGH),
            ("withdraw", "How to withdraw", WITHDRAW[where]),
            ("ask", "Whom to ask", ASK),
        )
    )
    return Consent(VERSIONS[where], parts, {**_around(settings, facts), "share": SHARE[where]})


def _where(settings: Settings) -> Where:
    if not settings.dataset:
        return "here"
    return "day" if settings.publish_delay else "soon"


def _facts(settings: Settings) -> Json:
    minutes = settings.publish_minutes
    return {
        "dataset": settings.dataset,
        "licence": settings.licence.name,
        "minutes": "minute" if minutes == 1 else f"{minutes:g} minutes",
        "k": settings.k,
        "retention": settings.retention[:1].upper() + settings.retention[1:].rstrip("."),
        "contact": settings.contact or NOBODY_NAMED,
        "age": settings.least_age,
    }


def _around(settings: Settings, facts: Json) -> Json:
    dataset = {"name": settings.dataset, "url": f"https://huggingface.co/datasets/{settings.dataset}"}
    return {
        "title": TITLE,
        "agree": AGREE.format_map(facts),
        "just_play": JUST_PLAY,
        "without": _line(WITHOUT),
        "from_now_on": FROM_NOW_ON,
        "contact": settings.contact or None,
        "dataset": dataset if settings.dataset else None,
        "licence": {"name": settings.licence.name, "url": settings.licence.url},
    }


def _line(text: str) -> str:
    return " ".join(text.split())
