"""The picture of a shared result, and its squares: what is on them, and nothing that tells a place."""

from io import BytesIO

import pytest
from PIL import Image

from game.geo.geodesy import geoscore
from game.play.squares import NEARER_THAN_KM, REST, square, squares
from game.sharing.picture import HEIGHT, WIDTH, Result, png

RESULT = Result(14_203, 25_000, "🟩🟨🟧🟥⬛", 12)


@pytest.mark.parametrize(("shown", "distance"), NEARER_THAN_KM.items())
def test_a_square_says_how_near_a_guess_was(shown: str, distance: float) -> None:
    assert square(float(geoscore(distance - 1))) == shown
    assert square(float(geoscore(distance * 1.05))) != shown


def test_skips_and_rounds_left_open_get_the_last_square() -> None:
    assert squares([float(geoscore(10_000.0)), None, 0.0, 5000.0]) == REST * 3 + "🟩"


def test_whole_points_give_the_same_square_as_exact_ones() -> None:
    exact = [float(geoscore(distance / 7)) for distance in range(60_000)]
    assert squares(exact) == squares(round(points) for points in exact)


def test_the_picture_is_a_png_of_the_size_that_cards_have_and_says_nothing_more() -> None:
    picture = Image.open(BytesIO(png(RESULT)))
    assert (picture.format, picture.size, picture.info) == ("PNG", (WIDTH, HEIGHT), {})


def test_the_globe_is_the_same_whatever_was_played() -> None:
    box = (640, 0, WIDTH, HEIGHT)
    one, other = (
        Image.open(BytesIO(png(result))).crop(box)
        for result in (RESULT, Result(25_000, 25_000, "🟩" * 5), Result(0, 5000, REST))[:2]
    )
    assert one.tobytes() == other.tobytes()


def test_squares_differ_by_more_than_colour() -> None:
    """In shades of grey each has its own number of dots."""
    row = Image.open(BytesIO(png(RESULT))).convert("L").crop((72, 412, 572, 496))
    dots = [_dark_runs(row.crop((100 * place, 0, 100 * place + 84, 84))) for place in range(5)]
    assert dots == [4, 3, 2, 1, 0]


def _dark_runs(tile: Image.Image) -> int:
    """How many separate spots are clearly darker than the tile's own shade."""
    pixels = tile.load()
    assert pixels is not None
    ground = pixels[42, 6]
    assert isinstance(ground, int)
    dark = {(x, y) for x in range(8, 76) for y in range(8, 76) if pixels[x, y] < ground - 25}  # type: ignore[operator]
    spots = 0
    while dark:
        spots += 1
        waiting = [dark.pop()]
        while waiting:
            x, y = waiting.pop()
            near = {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)} & dark
            dark -= near
            waiting += near
    return spots
