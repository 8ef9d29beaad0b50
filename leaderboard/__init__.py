"""Everything between stored guesses and a claim about people and models.

For analysis in Python, `standings_frame`, `same_clips_frame` and `guesses_frame` give pandas data frames.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["guesses_frame", "same_clips_frame", "standings_frame"]

if TYPE_CHECKING:
    from leaderboard.frames import guesses_frame, same_clips_frame, standings_frame
else:

    def __getattr__(name: str) -> Any:
        """Import pandas only when a frame is used: every process of the game imports this package."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module("leaderboard.frames"), name)
