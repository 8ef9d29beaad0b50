"""The sentences above the table: how far one gets without listening."""

from collections.abc import Sequence

from leaderboard.entrants.paper import Published, load_facts


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
        Sentences, worked out from the figures given.
    """
    best = {row.key: row.figures["all"] for row in constants}
    click, nearest = best["constant/best-geoscore"], best["constant/best-distance"]
    models = [row.figures["all"] for row in published if row.kind == "alm"]
    nearer = sum(click["distance_km"] < model["distance_km"] for model in models)
    higher = sum(click["geoscore"] > model["geoscore"] for model in models)
    clips = int(load_facts()["clips"].value)
    return [
        f"On AGL1K's {clips:,} clips, always clicking the same place is off by "
        f"{click['distance_km']:,.0f} km on average and scores {click['geoscore']:,.0f}. By mean distance "
        f"that beats {nearer} of the {len(models)} published models, by GeoScore {higher}.",
        "That place is the best one for GeoScore; the best one for distance is off by "
        f"{nearest['distance_km']:,.0f} km. Both were found on one half of the clips and scored on the "
        "other half, both ways.",
    ]
