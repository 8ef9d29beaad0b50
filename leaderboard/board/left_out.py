"""What people's rows leave out, and how much: by rule, and abandoned."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from game.json_types import Json
from game.play.counting import NOT_ANSWERED
from leaderboard.entrants.roster import Roster
from leaderboard.sentences import following, listed, text

SENTENCES = {
    "heard_too_little": "board.left_out.heard_too_little",
    "no_bytes": "board.left_out.no_bytes",
    "too_fast": "board.left_out.too_fast",
    "more_heard_than_time": "board.left_out.more_heard_than_time",
    "revealed_before": "board.left_out.revealed_before",
    "near_clip_revealed": "board.left_out.near_clip_revealed",
    "known_recording": "board.left_out.known_recording",
    "many_from_one_place": "board.left_out.many_from_one_place",
    # Of rounds that were judged before these rules were told apart.
    "not_listened": "board.left_out.not_listened",
    "impossible_times": "board.left_out.impossible_times",
}
COMPARED = ("human", "human/abandoned-as-skips")


def left_out(roster: Roster) -> Json:
    """Rounds that are left out.

    Returns
    -------
    dict
        ``rounds`` left out by a rule of conduct, and ``rules``: how many by each, a round that breaks two
        under both. ``abandoned`` rounds, and ``abandoned_share`` of all that were dealt and might have
        counted; None when there are none.
    """
    return left_out_by(Counter(roster.others.why_not), len(roster.guesses))


def left_out_by(reasons: Mapping[str, int], counted: int) -> Json:
    """The same, from the rounds that count and those that each set of rules leaves out.

    Parameters
    ----------
    reasons : mapping of str to int
        By rules joined by commas, how many rounds.
    """
    broken = Counter[str]()
    for rules, count in reasons.items():
        broken.update(dict.fromkeys(rules.split(","), count))
    abandoned, others = broken[NOT_ANSWERED], sum(reasons.values())
    rounds = others - abandoned
    dealt = counted + others
    return {
        "rounds": rounds,
        "rules": {rule: broken[rule] for rule in SENTENCES if broken[rule]},
        "abandoned": abandoned,
        "abandoned_share": round(abandoned / dealt, 4) if dealt else None,
    }


def sentences(roster: Roster) -> list[str]:
    """The same in words; nothing when no round is left out."""
    scores = {row.key: row.figures["all"]["geoscore"] for row in roster.entrants() if row.key in COMPARED}
    return sentences_on(left_out(roster), scores)


def sentences_on(facts: Json, scores: Mapping[str, float]) -> list[str]:
    """The same, from what `left_out` returns and the GeoScores of `COMPARED`, as far as there are any."""
    said = [text(SENTENCES[rule], count=count) for rule, count in facts["rules"].items()]
    found = [_by_rule(listed(said), facts)] if said else []
    if facts["abandoned"]:
        share = round(100 * facts["abandoned_share"], 1)
        told = text("board.abandoned", count=facts["abandoned"], share=share)
        found.append(following(told, _as_skips(scores)))
    return found


def _by_rule(rules: str, facts: Json) -> str:
    if sum(facts["rules"].values()) == facts["rounds"]:
        return text("board.left_out", rules=rules)
    return text("board.left_out.some_twice", rules=rules, count=facts["rounds"])


def _as_skips(scores: Mapping[str, float]) -> str:
    """What people would score if abandoning were skipping, where both can be said."""
    found = [scores[key] for key in COMPARED if key in scores]
    if len(found) < len(COMPARED) or np.isnan(found).any():
        return ""
    as_is, as_skips = map(round, found)
    return text("board.abandoned_as_skips", score=as_is, lower=as_skips)
