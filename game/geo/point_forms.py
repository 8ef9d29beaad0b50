"""Points as people paste them: coordinates in any script, links to maps, geo URIs and plus codes."""

import re
import unicodedata
from urllib.parse import unquote

from game.geo.coordinates import LONGEST_TEXT, read_point

LONGEST_LINK = 1000  # characters
_NUMBER = r"([+-]?\d{1,3}(?:\.\d+)?)"
_PAIR = rf"{_NUMBER}\s*[,~]\s*{_NUMBER}"
# Where links to Google's, Apple's, Bing's, HERE's and OpenStreetMap's maps, and geo URIs, have a point. A
# place that was chosen comes before the middle of the map.
_IN_LINKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"!3d{_NUMBER}!4d{_NUMBER}",
        rf"mlat={_NUMBER}&mlon={_NUMBER}",
        rf"[?&](?:q|query|ll|daddr|destination|coordinate|loc|markers?|point|center|cp)=(?:loc:)?\(?{_PAIR}",
        rf"[?&]lat(?:itude)?={_NUMBER}&(?:lon|lng|longitude)={_NUMBER}",
        rf"^geo:{_PAIR}",
        rf"/(?:place|search|dir/?|share/l)/{_PAIR}",
        rf"@{_PAIR}",
        rf"#(?:map=)?\d+(?:\.\d+)?/{_NUMBER}/{_NUMBER}",
    )
)
_WELL_KNOWN_TEXT = re.compile(rf"POINT\s*\(\s*{_NUMBER}\s+{_NUMBER}\s*\)", re.IGNORECASE)
_ISO_6709 = re.compile(r"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)(?:[+-][\d.]+)?(?:CRS\w+)?/?")
_PLUS_CODE = re.compile(r"\b([2-9CFGHJMPQRVWX]{8})\+([2-9CFGHJMPQRVWX]{2,7})\b", re.IGNORECASE)
_PLUS_DIGITS = "23456789CFGHJMPQRVWX"
# Hemispheres and units in languages other than those that `read_point` reads.
_WORDS = {
    "N": "с северной север пн північної північ kuzey k शिमाल उत्तर उ lu kaskazini "
    "utara شمال شمالا ش 北纬 北緯 北 북위 북 północ północna kuzeyi",
    "S": "ю южной юг пд південної південь güney g दक्षिण द ls kusini selatan "
    "جنوب جنوبا ج 南纬 南緯 南 남위 남 południe południowa",
    "E": "в восточной восток сх східної схід doğu d पूर्व पू bt mashariki timur "
    "شرق شرقا 东经 東経 東經 东 東 동경 동 wschód wschodnia",
    "W": "з западной запад зх західної захід batı b पश्चिम प bb magharibi barat "
    "غرب غربا غ 西经 西経 西經 西 서경 서 zachód zachodnia",
    "lat": "широта широты szerokość enlem अक्षांश lintang latitudo 纬度 緯度 위도",
    "lon": "долгота долготы довгота długość boylam देशांतर bujur longitudo 经度 經度 経度 경도",
    "°": "度 도 градусов градусів stopni derece डिग्री درجة derajat",
    "'": "分 분 минут хвилин minut dakika मिनट دقيقة menit",
    '"': "秒 초 секунд sekund saniye सेकंड ثانية detik",
}
_MEANINGS = {
    unicodedata.normalize("NFKC", word): meaning
    for meaning, words in _WORDS.items()
    for word in words.split()
}
_FOREIGN = re.compile(
    r"(?<![^\W\d_])("
    + "|".join(re.escape(word) for word in sorted(_MEANINGS, key=len, reverse=True) if word[0] < "⺀")
    + r")(?![^\W\d_])|("
    + "|".join(re.escape(word) for word in sorted(_MEANINGS, key=len, reverse=True) if word[0] >= "⺀")
    + ")",
    re.IGNORECASE,
)
# Northern latitude, eastern longitude and so on, abbreviated in Russian and Ukrainian: 48° с. ш.
_ABBREVIATED = re.compile(r"(?<![^\W\d_])(с|ю|пн|пд|в|з|сх|зх)\.?\s*[шд](?![^\W\d_])\.?", re.IGNORECASE)
_ZOOM = re.compile(r"(?<=\d)\s*,\s*\d+(\.\d+)?[zm]$")
_LONE_O = re.compile(r"(?<![^\W\d_])O(?![^\W\d_])", re.IGNORECASE)
_SEPARATORS = str.maketrans({"٫": ".", "٬": "", "،": ",", "，": ",", "、": ",", "。": "", "״": '"', "׳": "'"})
_SIGNS_OF_DATA = str.maketrans(dict.fromkeys('{}[]"&', " "))  # {"lat": 48.8, "lon": 2.3}, lat=48.8&lon=2.3

Point = tuple[float, float]


def read_points(text: str) -> list[Point]:
    """Read the point that a text states in whatever form.

    Parameters
    ----------
    text : str
        Coordinates, a link to a map, a geo URI or a full plus code.

    Returns
    -------
    list of tuple of float
        Latitude and longitude, degrees. Two points where an O may be the German east or the French west; none
        when the text is anything else.
    """
    plain = _plain_digits(text.strip()[:LONGEST_LINK])
    if not any(character.isdigit() for character in plain):
        return []
    if "://" in plain or plain.lower().startswith(("geo:", "www.", "maps.")):
        return _in_link(unquote(plain).replace("+", " ") if "://" in plain else plain)
    if found := _PLUS_CODE.search(plain):
        return [_of_plus_code(found[1].upper(), found[2].upper())]
    if found := _WELL_KNOWN_TEXT.fullmatch(plain):
        return _on_earth(float(found[2]), float(found[1]))
    if found := _ISO_6709.fullmatch(plain):
        return _on_earth(float(found[1]), float(found[2]))
    return _written(plain)


def _written(plain: str) -> list[Point]:
    if len(plain) > LONGEST_TEXT:
        return []
    words = _ABBREVIATED.sub(r"\1", _ZOOM.sub("", plain))
    translated = _FOREIGN.sub(lambda word: f" {_MEANINGS[word[0].lower()]} ", words)
    for form in (plain, translated, translated.translate(_SIGNS_OF_DATA)):
        if point := read_point(form.strip(" .")):
            return [point]
    if len(_LONE_O.findall(plain)) == 1:
        return list(filter(None, (read_point(_LONE_O.sub(side, plain)) for side in "EW")))
    return []


def _plain_digits(text: str) -> str:
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text.translate(_SEPARATORS))
    return "".join(digits)


def _in_link(link: str) -> list[Point]:
    if link.lower().startswith("geo:0,0?"):
        link = link[len("geo:0,0") :]
    found = next(filter(None, (pattern.search(link) for pattern in _IN_LINKS)), None)
    if found:
        return _on_earth(float(found[1]), float(found[2]))
    code = _PLUS_CODE.search(link.replace(" ", "+"))
    return [_of_plus_code(code[1].upper(), code[2].upper())] if code else []


def _on_earth(lat: float, lon: float) -> list[Point]:
    return [(lat, lon)] if abs(lat) <= 90 and abs(lon) <= 180 else []


def _of_plus_code(first: str, last: str) -> Point:
    """The middle of a full code's area (Open Location Code: pairs of base 20, then grids of 5 by 4)."""
    lat, lon, size = -90.0, -180.0, 400.0
    for south, west in zip(*[iter(first + last[:2])] * 2, strict=True):
        size /= 20
        lat, lon = lat + _PLUS_DIGITS.index(south) * size, lon + _PLUS_DIGITS.index(west) * size
    height = width = size
    for digit in last[2:]:
        height, width = height / 5, width / 4
        row, column = divmod(_PLUS_DIGITS.index(digit), 4)
        lat, lon = lat + row * height, lon + column * width
    return round(lat + height / 2, 6), round(lon + width / 2, 6)
