"""Recordings and models' answers, downloaded from the Internet Archive and GitHub."""

__all__ = [
    "answers",
    "commands",
    "errors",
]
