"""The notes under the table: what counts, what is not claimed, what is missing."""

from leaderboard.entrants.roster import Roster
from leaderboard.figures.figure import counted
from leaderboard.uncertainty.standard_errors import MIN_PLAYERS

_SYNTHETIC = (
    "This game plays the demo's synthetic sounds. Guesses on them count in no baseline, so there is no row "
    "of people."
)
_OTHER_PACK = (
    "People here hear the pack {pack}. Published figures are for AGL1K's recordings, so they are shown next "
    "to the figures computed here but not ranked with them."
)
_NOBODY = "Nobody has guessed yet, so there is no row of people."
_ELIGIBLE = (
    "People's rows count rounds dealt at random and played on this page by players who agreed to research "
    "use. A program that pretends to be the page cannot be detected with certainty."
)
_CLAIM = (
    "People's rows describe the players who came. They are not a random sample of any population, they chose "
    "how long to listen and when to skip, and most learn from the answers they are shown."
)
_LABELS = (
    "To compare people with models by continent, country or city, use the “from coordinates” columns: "
    "people give a point, not names."
)
_FEW_PLAYERS = (
    "With {players} there are no intervals for people or their crowd yet: fewer than {fewest} players say "
    "too little about how people differ."
)
# Only the log names them: players must not see clip keys or the host's folders.
_PROBLEMS = "Some of the models' answers cannot be used: the host's log lists {problems}."


def notes(roster: Roster) -> list[str]:
    """Sentences to read with the figures: what counts, what is claimed, what is missing."""
    benchmark, people = roster.benchmark, roster.people
    sentences = [_ELIGIBLE, _CLAIM, _LABELS]
    if benchmark.is_synthetic:
        sentences.insert(0, _SYNTHETIC)
    elif not benchmark.is_agl1k:
        sentences.insert(0, _OTHER_PACK.format(pack=benchmark.name))
    if people is None and not benchmark.is_synthetic:
        sentences.insert(0, _NOBODY)
    if people is not None and (people.players or 0) < MIN_PLAYERS:
        players = counted(people.players or 0, "player")
        sentences.append(_FEW_PLAYERS.format(players=players, fewest=MIN_PLAYERS))
    if roster.best_tenth and roster.best_tenth.why_not:
        sentences.append(roster.best_tenth.why_not)
    if roster.problems:
        sentences.append(_PROBLEMS.format(problems=counted(len(roster.problems), "problem")))
    return sentences
