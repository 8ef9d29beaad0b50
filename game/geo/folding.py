"""Names in a form in which spellings that people do not tell apart are equal."""

import unicodedata

_KNOWN_CHARACTERS = 20_000  # that are remembered: all of the world's place names have fewer
# Letters that Unicode does not decompose into a base letter and an accent, and letters that look alike.
_PLAIN_LETTERS = str.maketrans(
    {
        **{"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"},
        **{"ə": "a", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ـ": "", "є": "е"},
        **{chr(hiragana): chr(hiragana + 0x60) for hiragana in range(0x3041, 0x3097)},
    }
)


class _Folded(dict[int, str]):
    """What each character becomes, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _KNOWN_CHARACTERS:
            self[code] = folded
        return folded


def fold(text: str) -> str:
    """Normalise a name for comparison: no case, accents or punctuation, single spaces between words.

    Empty when no letter or digit is left.
    """
    return unicodedata.normalize("NFC", " ".join(text.translate(_FOLDED).split()))


def _fold_character(character: str) -> str:
    plain = unicodedata.normalize(
        "NFKD", character.casefold()
    ).casefold()  # again, for styled capitals that only NFKD turns into capitals
    decomposed = unicodedata.normalize("NFKD", plain.translate(_PLAIN_LETTERS))
    letters = (" " if letter in "-/.,()、，" else letter for letter in decomposed)
    return "".join(letter for letter in letters if letter.isalnum() or letter == " ")


_FOLDED = _Folded()
