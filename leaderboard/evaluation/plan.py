"""The plan of an evaluation: everything that is fixed before it starts."""

import argparse
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leaderboard.evaluation import options
from leaderboard.evaluation.budget import Prices
from leaderboard.evaluation.prompt import PROMPT
from leaderboard.evaluation.runner import TRIES


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which model to ask what, how, and at what cost.

    Attributes
    ----------
    key : str
        The API key; it is never written anywhere.
    file : Path
        Where the answers go; the journal is next to it.
    options : mapping
        Further request fields; null removes one that would otherwise be sent.
    max_clips : int or None
        The most clips to answer, over all runs.
    max_usd : float or None
        The most to spend, over all runs.
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

    @classmethod
    def from_arguments(
        cls,
        arguments: argparse.Namespace,
        *,
        model: str,
        file: Path,
        prompt: str,
        sound_format: str | None = None,
        cut_seconds: float | None = None,
    ) -> "Plan":
        """A plan with the options that `leaderboard.evaluation.options` defines, and a ``seed``.

        Raises
        ------
        EvaluationError
            If the address, the key or a price is missing.
        """
        return cls(
            model=model,
            base_url=options.address(arguments),
            key=options.key(arguments),
            file=file,
            seed=arguments.seed,
            prompt=prompt,
            sound_format=sound_format,
            cut_seconds=cut_seconds,
            temperature=arguments.temperature,
            options=arguments.options,
            max_clips=arguments.max_clips,
            max_usd=arguments.max_usd,
            prices=options.prices(arguments),
            concurrency=arguments.concurrency,
            tries=arguments.tries,
            timeout_seconds=arguments.timeout,
        )

    def sent_options(self) -> dict[str, Any]:
        """The request fields besides model and messages."""
        sent = {"seed": self.seed, "temperature": self.temperature, **self.options}
        return {name: value for name, value in sent.items() if value is not None}

    def provenance(self) -> dict[str, Any]:
        """What every answer says of how it was obtained."""
        return {
            "model": self.model,
            "prompt_sha256": hashlib.sha256(self.prompt.encode()).hexdigest(),
            "cut_seconds": self.cut_seconds,
            "options": self.sent_options(),
        }

    def settings(self) -> dict[str, Any]:
        """What all answers in a file have in common."""
        return {
            "model": self.model,
            "prompt": self.prompt,
            "format": self.sound_format or "as it is",
            "cut": self.cut_seconds,
            "seed": self.seed,
            "options": self.sent_options(),
        }
