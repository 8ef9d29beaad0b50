"""People's answers as raters may be shown them, read from either database."""

from game.annotation.candidates import of_people, rounds_there
from tests.builders.clips import clip
from tests.builders.wrong_answers import PLACES, write_people
from tests.databases import rows

CLIPS = {f"k{number}": clip(number, lat, lon) for number, (lat, lon) in enumerate(PLACES)}


def test_answers_that_count_are_read_with_their_reasons_and_go_with_their_player(either_url):
    write_people(either_url, "four")
    found = of_people(either_url, "four", CLIPS)
    assert [(one.clip, one.lat) for one in found] == [
        ("k0", 52.5),
        ("k1", -33.9),
        ("k2", 40.4),
        ("k2", 41.9),
        ("k3", None),
    ]
    assert "It sounded German." in found[0].text and "language" in found[0].text.lower()
    names = {one.source for one in found}
    assert rounds_there(either_url, names) == names
    rows(
        either_url,
        "DELETE FROM players WHERE id = (SELECT player_id FROM rounds WHERE round = ?)",
        found[0].source,
    )
    assert rounds_there(either_url, names) == {one.source for one in found[3:]}
    assert of_people(either_url, "four", CLIPS) == found[3:]
