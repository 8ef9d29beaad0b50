"""Everything that is said about an evaluation before it begins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leaderboard.evaluation.budget import Prices
from leaderboard.evaluation.prompt import PROMPT
from leaderboard.evaluation.runner import TRIES


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Whom to ask, what, how, and for how much.

    Attributes
    ----------
    key : str
        Secret; is written nowhere.
    file : Path
        Of the answers; the journal stands beside it.
    options : mapping
        Further fields of a request; null takes one away that would be sent.
    max_clips : int or None
        How many clips are answered at most, in all runs together.
    max_usd : float or None
        Likewise, what they may cost.
    """

    model: str
    base_url: str
    key: str = field(repr=False)
    file: Path
    seed: int
    prompt: str = PROMPT
    sound_format: str | None = None
    cut_seconds: float | None = None
    temperature: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    max_clips: int | None = None
    max_usd: float | None = None
    prices: Prices = field(default_factory=Prices)
    concurrency: int = 4
    tries: int = TRIES
    timeout_seconds: float = 600.0

    def sent_options(self) -> dict[str, Any]:
        """What goes with every question beside model and words."""
        sent = {"seed": self.seed, "temperature": self.temperature, **self.options}
        return {name: value for name, value in sent.items() if value is not None}

    def settings(self) -> dict[str, Any]:
        """What all answers of one file have in common."""
        return {
            "model": self.model,
            "prompt": self.prompt,
            "format": self.sound_format or "as it is",
            "cut": self.cut_seconds,
            "seed": self.seed,
            "options": self.sent_options(),
        }
