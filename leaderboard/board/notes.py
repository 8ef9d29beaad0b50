"""The notes under the table: what counts, what is not claimed, what is missing."""

from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.sentences import text
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS


def notes(roster: Roster) -> list[str]:
    """Sentences to read with the figures: what counts, what is claimed, what is missing."""
    people, everyone = roster.people, roster.everyone
    sentences = notes_on_people(roster.benchmark, everyone is not None, people.players if people else None)
    if roster.best_tenth and roster.best_tenth.selection.why_not:
        sentences.append(roster.best_tenth.selection.why_not)
    return sentences + notes_on_models(roster)


def notes_on_people(benchmark: Benchmark, has_guesses: bool, people: int | None) -> list[str]:
    """The first of these sentences; ``people`` are those of the main row, None without one."""
    sentences: list[str] = [
        text("board.notes.counted"),
        text("board.notes.claimed"),
        text("board.notes.labels"),
    ]
    if benchmark.is_synthetic:
        sentences.insert(0, text("board.notes.synthetic"))
    elif not benchmark.is_agl1k:
        sentences.insert(0, text("board.notes.other_pack", pack=benchmark.name))
    if not has_guesses and not benchmark.is_synthetic:
        sentences.insert(0, text("board.notes.nobody"))
    if has_guesses and people is None:
        sentences.insert(0, text("board.notes.few_rounds", count=MIN_ROUNDS))
    if people is not None and people < MIN_PLAYERS:
        sentences.append(text("board.notes.few_players", count=people, fewest=MIN_PLAYERS))
    return sentences


def notes_on_models(roster: Roster) -> list[str]:
    """What could not be used of models' answers."""
    if not roster.problems:
        return []
    # Only the log names them: players must not see clip keys or the host's folders.
    return [text("board.notes.problems", count=len(roster.problems))]
