"""Nicknames and codes: what people may be called in a room, and what they may type."""

import random

import pytest

from game.errors import BadNickname
from game.party.codes import LETTERS, match_name, new_code, read_code, read_match_name
from game.party.nicknames import nickname, same_name


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Anna", "Anna"),
        ("  Team   7b ", "Team 7b"),
        ("José", "José"),
        ("Ａｎｎａ", "Anna"),
        ("Мария", "Мария"),
        ("أحمد", "أحمد"),
        ("महेश", "महेश"),
        ("さくら", "さくら"),
        ("Ünal 31", "Ünal 31"),
        ("Guest 17", "Guest 17"),
        ("สมชาย", "สมชาย"),
    ],
)
def test_names_of_any_script_are_taken(typed: str, shown: str):
    assert nickname(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "   ",
            "x" * 21,
            "a\u202eb",
            "a\u200bb",
            "a\x00b",
            "a\nb\x07",
            "<b>",
            "a_b",
            "😀",
            "́a",
            "a" + "́" * 5,
            "\u3164",
            "Anna\uffa0",
            "Anna\ufe0f",
        ),
        *("fuck", "F U C K", "ｆｕｃｋ", "n1gger", "Arschloch", "puta", "kurwa", "хуй", "orospu"),
    ],
)
def test_towers_controls_and_slurs_are_refused(typed: str):
    with pytest.raises(BadNickname):
        nickname(typed)


def test_names_that_differ_in_capitals_are_the_same():
    assert same_name("anna", "ANNA") and same_name("Straße", "STRASSE") and not same_name("Anna", "Anne")


def test_codes_are_read_as_people_type_them():
    code = new_code()
    assert len(code) == 6 and set(code) <= set(LETTERS) and not set("01OIL") & set(LETTERS)
    typed = f" {code[:3].lower()}-{code[3:]} "
    assert read_code(typed) == code
    noise = random.Random(7)
    for _ in range(200):
        read_code("".join(chr(noise.randrange(1, 0x2FFF)) for _ in range(noise.randrange(60))))
    assert all(read_code(wrong) is None for wrong in ("", "ABCDE", "ABCDEFG", "ABCDE0", "ABCDE/", "ÀBCDEF"))
    assert read_match_name(match_name(code, 12)) == (code, 12)
