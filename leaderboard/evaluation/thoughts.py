"""What a model says, without what it thinks: a point in its thoughts is no answer."""

import re

_NAMES = r"think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis|draft|seed:think|unused94"
_OPENING = rf"(?:[<\[◁]\s*(?:{_NAMES})\s*[>\]▷]|<\|begin_of_(?:thought|thinking)\|>)"
_CLOSING = rf"(?:[<\[◁]\s*/\s*(?:{_NAMES})\s*[>\]▷]|<\|end_of_(?:thought|thinking)\|>)"
_TAG = re.compile(rf"(?P<opening>{_OPENING})|(?P<closing>{_CLOSING})", re.IGNORECASE)
# Channels: the thoughts go to one, the answer to another.
_CHANNEL = re.compile(r"<\|channel\|>\s*(?P<name>\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>")
_CHANNEL_END = re.compile(r"<\|(?:end|return|start|channel)\|>")

BEFORE, UNFINISHED = "thoughts before it", "unfinished thoughts"


def without_thoughts(text: str) -> tuple[str, tuple[str, ...]]:
    """Take away a model's thoughts, those that have no end or no beginning included.

    Returns
    -------
    tuple of str and tuple of str
        What is left, stripped; and what was taken away, in a few words each.
    """
    channels = list(_CHANNEL.finditer(text))
    if channels:
        return _final_channel(text, channels)
    kept, start, depth, notes = "", 0, 0, dict[str, None]()
    for tag in _TAG.finditer(text):
        if tag["closing"] and not depth:  # its beginning was part of the question
            kept, start = "", tag.end()
        elif tag["closing"]:
            depth -= 1
            start = tag.end() if not depth else start
        elif not depth and not _is_in_a_string(text, tag.start()):
            kept, depth = kept + text[start : tag.start()], 1
        elif depth:
            depth += 1
        notes[BEFORE] = None
    if depth:
        return kept.strip(), (UNFINISHED,)
    return (kept + text[start:]).strip(), tuple(notes)


def _final_channel(text: str, channels: list[re.Match[str]]) -> tuple[str, tuple[str, ...]]:
    last = channels[-1]
    if last["name"] != "final":
        return "", (UNFINISHED,)
    end = _CHANNEL_END.search(text, last.end())
    notes = (BEFORE,) if len(channels) > 1 else ()
    return text[last.end() : end.start() if end else len(text)].strip(), notes


def _is_in_a_string(text: str, position: int) -> bool:
    """Whether a tag is within a quoted text, such as a reason that quotes it."""
    line = text[text.rfind("\n", 0, position) + 1 : position]
    return bool(re.search(r'["”]\s*:\s*["“][^"]*$', line))
