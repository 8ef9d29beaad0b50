"""Which plural form a count takes: the Unicode CLDR's cardinal rules, as far as the server needs them."""

from collections.abc import Callable, Mapping

Rule = Callable[[float], str]

MILLION = 1_000_000


def _only_other(_count: float) -> str:
    return "other"


def _one(count: float) -> str:
    return "one" if count == 1 else "other"


def _one_up_to_one(count: float) -> str:
    """Hindi: 0, 1 and what lies between."""
    return "one" if 0 <= count <= 1 else "other"


def _romance(count: float) -> str:
    return "one" if count == 1 else _many_millions(count)


def _romance_below_two(count: float) -> str:
    """French and Portuguese: also 0 and 1.5 are singular."""
    return "one" if 0 <= count < 2 else _many_millions(count)


def _many_millions(count: float) -> str:
    return "many" if count and count % MILLION == 0 else "other"


def _polish(count: float) -> str:
    if count == 1:
        return "one"
    if count % 1:
        return "other"
    return "few" if _ends_in_two_to_four(count) else "many"


def _east_slavic(count: float) -> str:
    if count % 1:
        return "other"
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    return "few" if _ends_in_two_to_four(count) else "many"


def _ends_in_two_to_four(count: float) -> bool:
    return 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14


def _arabic(count: float) -> str:
    if count in (0, 1, 2):
        return ("zero", "one", "two")[int(count)]
    if count % 1:
        return "other"
    if 3 <= count % 100 <= 10:
        return "few"
    return "many" if count % 100 >= 11 else "other"


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(("en", "de", "tr", "sw"), _one),
    **dict.fromkeys(("es", "it"), _romance),
    **dict.fromkeys(("fr", "pt"), _romance_below_two),
    **dict.fromkeys(("ru", "uk"), _east_slavic),
    **dict.fromkeys(("id", "ja", "ko", "zh"), _only_other),
    "pl": _polish,
    "ar": _arabic,
    "hi": _one_up_to_one,
}
# Every form that a language has, as `Intl.PluralRules` lists them.
_SLAVIC = ("one", "few", "many", "other")
FORMS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("en", "de", "tr", "sw", "hi"), ("one", "other")),
    **dict.fromkeys(("es", "it", "fr", "pt"), ("one", "many", "other")),
    **dict.fromkeys(("ru", "uk", "pl"), _SLAVIC),
    **dict.fromkeys(("id", "ja", "ko", "zh"), ("other",)),
    "ar": ("zero", "one", "two", "few", "many", "other"),
}
