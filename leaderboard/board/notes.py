"""The notes under the table: what counts, what is not claimed, what is missing."""

from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.entrants.roster import Roster
from leaderboard.sentences import text
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS


def notes(roster: Roster) -> list[str]:
    """Sentences to read with the figures: what counts, what is claimed, what is missing."""
    benchmark, people, everyone = roster.benchmark, roster.people, roster.everyone
    sentences: list[str] = [
        text("board.notes.counted"),
        text("board.notes.claimed"),
        text("board.notes.labels"),
    ]
    if benchmark.is_synthetic:
        sentences.insert(0, text("board.notes.synthetic"))
    elif not benchmark.is_agl1k:
        sentences.insert(0, text("board.notes.other_pack", pack=benchmark.name))
    if everyone is None and not benchmark.is_synthetic:
        sentences.insert(0, text("board.notes.nobody"))
    if everyone is not None and people is None:
        sentences.insert(0, text("board.notes.few_rounds", count=MIN_ROUNDS))
    if people is not None and (people.players or 0) < MIN_PLAYERS:
        sentences.append(text("board.notes.few_players", count=people.players or 0, fewest=MIN_PLAYERS))
    if roster.best_tenth and roster.best_tenth.why_not:
        sentences.append(roster.best_tenth.why_not)
    if roster.problems:
        # Only the log names them: players must not see clip keys or the host's folders.
        sentences.append(text("board.notes.problems", count=len(roster.problems)))
    return sentences
