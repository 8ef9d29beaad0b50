"""Who is first: points of members and of teams, as places in a ranking. No I/O."""

from collections.abc import Iterable, Mapping

from game.party.messages import Ranked, TeamBest, TeamRanked


def ranked(points: Mapping[int, float]) -> list[Ranked]:
    """Members by points, best first; the same points share a rank."""
    return [{"rank": rank, "seat": seat, "points": value} for rank, seat, value in _places(points)]


def ranked_teams(points: Mapping[int, float]) -> list[TeamRanked]:
    """Teams by points, best first."""
    return [{"rank": rank, "team": team, "points": value} for rank, team, value in _places(points)]


def best_of_teams(scores: Mapping[int, float], team_of: Mapping[int, int | None]) -> list[TeamBest]:
    """Whose score counts for each team in a round: the best, the first in the room among equals.

    Parameters
    ----------
    scores, team_of : mapping
        By seat.
    """
    best: dict[int, TeamBest] = {}
    for seat, score in sorted(scores.items()):
        team = team_of.get(seat)
        if team is not None and (team not in best or score > best[team]["geoscore"]):
            best[team] = {"team": team, "seat": seat, "geoscore": score}
    return [best[team] for team in sorted(best)]


def smallest_team(taken: Iterable[int | None], teams: int) -> int | None:
    """The team with the fewest members, the first among equals; None without teams."""
    members = list(taken)
    return min(range(1, teams + 1), key=members.count) if teams else None


def _places(points: Mapping[int, float]) -> list[tuple[int, int, float]]:
    ordered = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    return [(1 + sum(other > value for other in points.values()), who, value) for who, value in ordered]
