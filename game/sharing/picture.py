"""The picture of a shared result: a globe without any mark on it, points and squares, as PNG."""

from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from game.play.squares import NEARER_THAN_KM, REST
from game.sharing.globe import globe
from game.texts import text

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
CACHED = 64  # pictures of about 130 KB

# The light colours of assets/shared/tokens.css, and those of the squares (Okabe-Ito).
SURFACE, INK, INK_SOFT, PIN = "#fdfcf8", "#12303c", "#46606b", "#d55e00"
SQUARE_COLOURS = dict(
    zip((*NEARER_THAN_KM, REST), ("#009e73", "#f0e442", "#e69f00", "#d55e00", "#33414a"), strict=True)
)
# The nearer, the more dots: never told by colour alone.
DOTS = dict(zip((*NEARER_THAN_KM, REST), (4, 3, 2, 1, 0), strict=True))
DOT_PLACES: dict[int, tuple[tuple[float, float], ...]] = {
    1: ((0, 0),),
    2: ((-1, 0), (1, 0)),
    3: ((-1, 0.9), (1, 0.9), (0, -0.9)),
    4: ((-1, -1), (1, -1), (-1, 1), (1, 1)),
}

GLOBE_RADIUS, GLOBE_CENTRE = 330, (968, 330)
SQUARE, GAP, MOST_ACROSS = 84, 16, 5
SMOOTH = 4  # signs are drawn so many times as large, and reduced
DOT_STEP = 15 * SMOOTH


@dataclass(frozen=True, slots=True)
class Result:
    """What a picture shows.

    Attributes
    ----------
    number : int or None
        Of the day, counted from the first.
    """

    total: int
    most: int
    squares: str
    number: int | None = None


@lru_cache(CACHED)
def png(result: Result) -> bytes:
    """The picture, `WIDTH` by `HEIGHT` pixels, without metadata."""
    picture = _background().copy()
    draw = ImageDraw.Draw(picture)
    if result.number is not None:
        left = MARGIN + 74 + _font(46).getlength("Earwitness") + 20
        draw.text((left, 104), f"#{result.number:,}", INK_SOFT, _font(46), "lm")
    _draw_points(draw, result)
    for column, square in enumerate(result.squares[:MOST_ACROSS]):
        tile = _tile(square)
        picture.paste(tile, (MARGIN + column * (SQUARE + GAP), 412), tile)
    file = BytesIO()
    picture.save(file, "PNG", compress_level=6)
    return file.getvalue()


def _draw_points(draw: ImageDraw.ImageDraw, result: Result) -> None:
    points, middle = f"{result.total:,}", 258
    draw.text((MARGIN - 6, middle), points, INK, _font(138), "lm", stroke_width=2, stroke_fill=INK)
    draw.text((MARGIN, middle + 98), text("share.picture.of", most=result.most), INK_SOFT, _font(40), "lm")


@cache
def _tile(square: str) -> Image.Image:
    side = SQUARE * SMOOTH
    tile = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(tile)
    draw.rounded_rectangle((0, 0, side - 1, side - 1), 18 * SMOOTH, SQUARE_COLOURS[square])
    for across, down in DOT_PLACES.get(DOTS[square], ()):
        draw.circle((side / 2 + DOT_STEP * across, side / 2 + DOT_STEP * down), 8 * SMOOTH, INK)
    return tile.resize((SQUARE, SQUARE), Image.Resampling.LANCZOS)


@cache
def _background() -> Image.Image:
    """What all pictures have in common."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), SURFACE)
    earth = globe(GLOBE_RADIUS)
    picture.paste(earth, (GLOBE_CENTRE[0] - GLOBE_RADIUS, GLOBE_CENTRE[1] - GLOBE_RADIUS), earth)
    _paste_pin(picture)
    draw = ImageDraw.Draw(picture)
    draw.text((MARGIN + 74, 104), "Earwitness", INK, _font(46), "lm", stroke_width=1, stroke_fill=INK)
    draw.text((MARGIN, 572), text("share.picture.question"), INK, _font(34), "lm")
    return picture


def _paste_pin(picture: Image.Image) -> None:
    """The game's sign, as in assets/icon.svg: a pin with a short wave on it."""
    scale = 8
    sign = Image.new("RGBA", (32 * scale, 32 * scale), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sign)
    draw.circle((16 * scale, 12.5 * scale), 11 * scale, PIN)
    draw.polygon([(x * scale, y * scale) for x, y in ((5.6, 16), (26.4, 16), (16, 31))], PIN)
    for x, top, bottom in ((11.5, 10, 15), (16, 7.5, 17.5), (20.5, 10, 15)):
        draw.rounded_rectangle(
            ((x - 1.1) * scale, top * scale, (x + 1.1) * scale, bottom * scale), scale, "#ffffff"
        )
    sign = sign.resize((64, 64), Image.Resampling.LANCZOS)
    picture.paste(sign, (MARGIN - 4, 70), sign)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType")
    return font
