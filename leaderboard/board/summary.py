"""What a reader should know before any row of the leaderboard: how far one gets without listening."""

from collections.abc import Sequence

from leaderboard.entrants.paper import Published, load_facts


def lead(published: Sequence[Published], constants: Sequence[Published]) -> list[str]:
    """Say how one click for all clips compares with the published models.

    Parameters
    ----------
    published : sequence of Published
        Rows of which the models are compared with.
    constants : sequence of Published
        With ``constant/best-geoscore`` and ``constant/best-distance``.

    Returns
    -------
    list of str
        Sentences, worked out from the figures given.
    """
    best = {row.key: row.figures["all"] for row in constants}
    click, nearest = best["constant/best-geoscore"], best["constant/best-distance"]
    models = [row.figures["all"] for row in published if row.kind == "alm"]
    nearer = sum(click["distance_km"] < model["distance_km"] for model in models)
    higher = sum(click["geoscore"] > model["geoscore"] for model in models)
    clips = int(load_facts()["clips"].value)
    return [
        f"On AGL1K's {clips:,} clips, one click, always at the same place, is off by "
        f"{click['distance_km']:,.0f} km on average and scores {click['geoscore']:,.0f}: better than "
        f"{nearer} of the {len(models)} models by mean distance and {higher} by GeoScore, as published.",
        "That place is the best for GeoScore; the best for distance is off by "
        f"{nearest['distance_km']:,.0f} km. Both were found on one half of the clips and scored on the "
        "other, both ways.",
    ]
