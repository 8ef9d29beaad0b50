"""The length of the longest recordings, which a host sets."""


def too_long(seconds: float, longest_seconds: float) -> str:
    """Why a recording of this length is left out; empty when it is not."""
    if seconds <= longest_seconds:
        return ""
    return (
        f"lasts {seconds / 60:.1f} minutes, longer than the {longest_seconds / 60:g} that "
        "EARWITNESS_LONGEST_MINUTES allows"
    )
