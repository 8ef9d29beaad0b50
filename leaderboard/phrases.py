"""Numbers and lists as English says them."""

from collections.abc import Sequence


def counted(count: int, noun: str, plural: str = "") -> str:
    """A number with its noun, in the plural unless the number is 1."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(parts: Sequence[str]) -> str:
    """Phrases joined with commas and a final "and"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
