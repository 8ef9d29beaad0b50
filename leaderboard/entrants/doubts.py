"""Why figures of the paper are doubted, as texts of the catalog."""

import re

from leaderboard.sentences import Sentence

_NUMBER = r"(?P<\1>\\d[\\d,]*(?:\\.\\d+)?)"
# By key, what the published tables say, with the places of its numbers.
_TEXTS = {
    "board.doubt.replaced": r"The figure of .*",
    "board.doubt.greater": r"Greater, .* than the {whole} .*",
    "board.doubt.less": r"Less than .*, {speech} with speech and {nonspeech} without: .*",
    "board.doubt.less_in_tables": r"Less than .*, {speech} with speech \(.*\) and {nonspeech} without \(.*",
    "board.doubt.another": r"The shares .* make {share} over .*",
    "board.doubt.unanswered": r"The mean.* {mean} over {speech} and {nonspeech} .* {fitted}, not {share}:.*",
    "board.doubt.under_50": r"Appendix A\.5 .*",
    "board.doubt.rank": r"Appendix B\.6 .*",
    "board.doubt.refusals": r"Of the answers .* \({share}\), .*",
}
_PATTERNS = {key: re.compile(re.sub(r"{(\w+)}", _NUMBER, words)) for key, words in _TEXTS.items()}


def doubt(words: str) -> Sentence:
    """A doubt as the published tables have it, with the key and the numbers from which it is said elsewhere.

    Raises
    ------
    LookupError
        If it is the text of no key.
    """
    for key, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(words):
            numbers = {name: _number(written) for name, written in found.groupdict().items()}
            return Sentence.of(words, key, **numbers)
    raise LookupError(f"no text of the catalog: {words}")


def _number(written: str) -> float:
    plain = written.replace(",", "")
    return float(plain) if "." in plain else int(plain)
