"""What must be said beside the table."""

from leaderboard.entrants.roster import Roster
from leaderboard.figures.figure import counted
from leaderboard.uncertainty.standard_errors import MIN_PLAYERS

_SYNTHETIC = (
    "The recordings played here are the demo's: synthetic sounds. What is guessed on them counts in no "
    "baseline, so there is no row of people."
)
_OTHER_PACK = (
    "People here hear the pack {pack}. Published figures are about AGL1K's recordings: they stand beside "
    "those worked out here, and are not ranked with them, for they cannot be compared."
)
_NOBODY = "Nobody has guessed yet, so there is no row of people."
_ELIGIBLE = (
    "Of people, rounds count that were dealt at random, played on this page, and whose player agreed to it. "
    "A program that says it is the page cannot be told from a person with certainty."
)
_CLAIM = (
    "People's rows are about those who came to play: they are no random sample of anybody, they chose how "
    "long to listen and when to skip, and most learn from what is revealed."
)
_LABELS = (
    "Where people and models are compared by continent, country or city, the columns “from coordinates” "
    "hold: people give a point, and no names."
)
_FEW_PLAYERS = (
    "With {players} there is no interval for people yet, nor for their crowd: from fewer than {fewest} "
    "nobody can tell how much people differ."
)
# The log names them: clips' keys and the host's folders are for no player's eyes.
_PROBLEMS = "Of the models' answers not all can be used: the host's log tells of {problems}."


def notes(roster: Roster) -> list[str]:
    """Sentences for whoever reads the figures: what counts, what is claimed, what is missing."""
    benchmark, people = roster.benchmark, roster.people
    said = [_ELIGIBLE, _CLAIM, _LABELS]
    if benchmark.is_synthetic:
        said.insert(0, _SYNTHETIC)
    elif not benchmark.is_agl1k:
        said.insert(0, _OTHER_PACK.format(pack=benchmark.name))
    if people is None and not benchmark.is_synthetic:
        said.insert(0, _NOBODY)
    if people is not None and (people.players or 0) < MIN_PLAYERS:
        players = counted(people.players or 0, "player")
        said.append(_FEW_PLAYERS.format(players=players, fewest=MIN_PLAYERS))
    if roster.best_tenth and roster.best_tenth.why_not:
        said.append(roster.best_tenth.why_not)
    if roster.problems:
        said.append(_PROBLEMS.format(problems=counted(len(roster.problems), "problem")))
    return said
