"""The sentences above the table: how far one gets without listening."""

from collections.abc import Sequence

from leaderboard.entrants.paper import Published, load_facts
from leaderboard.sentences import text


def lead(published: Sequence[Published], constants: Sequence[Published]) -> list[str]:
    """Compare one fixed click with the published models.

    Parameters
    ----------
    published : sequence of Published
        The models to compare with.
    constants : sequence of Published
        Must hold ``constant/best-geoscore`` and ``constant/best-distance``.

    Returns
    -------
    list of str
        Sentences, made from the given figures.
    """
    best = {row.key: row.figures["all"] for row in constants}
    click, nearest = best["constant/best-geoscore"], best["constant/best-distance"]
    models = [row.figures["all"] for row in published if row.kind == "alm"]
    nearer = sum(click["distance_km"] < model["distance_km"] for model in models)
    higher = sum(click["geoscore"] > model["geoscore"] for model in models)
    clips = int(load_facts()["clips"].value)
    return [
        text(
            "board.lead.one_click",
            clips=clips,
            distance=round(click["distance_km"]),
            score=round(click["geoscore"]),
            nearer=nearer,
            higher=higher,
            count=len(models),
        ),
        text("board.lead.best_place", distance=round(nearest["distance_km"])),
    ]
