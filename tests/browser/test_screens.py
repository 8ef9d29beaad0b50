"""Each screen, by day and by night, in windows from a desk's to a small phone on its side.

Sizes, places, and what axe-core finds.
"""

import pytest

from tests.browser.tour import (
    AUDITED,
    COLOURS,
    DESKTOP,
    ON_ITS_SIDE,
    PHONE,
    SCHEMES,
    SCREENS,
    SMALL,
    found_by_axe,
)

TARGET = 44  # px
TEXT = 16  # px
# Figures inside pins of the summary; each stands larger beside its round in the list.
MAY_BE_SMALLER = {"ew-pin-number"}
LONG_TEXTS = (
    "div.ew-body",
    "section.ew-card",
)  # what may be scrolled inside: the card's text, the card where it is low
LONG_PAGES = {"about", "your data"}
GRAVE = {"serious", "critical"}

every_window = pytest.mark.parametrize("window", [DESKTOP, PHONE, SMALL, ON_ITS_SIDE], ids=str)
every_phone = pytest.mark.parametrize("window", [PHONE, SMALL, ON_ITS_SIDE], ids=str)


def wrong(tour, find):
    """What `find` returns for each screen's measures, by screen, without empty results."""
    return {sight.screen: found for sight in tour.sights if (found := find(sight.measures, sight.screen))}


def grave(violations):
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in violations
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@every_window
def test_nothing_overflows_and_only_long_texts_scroll(toured, window):
    def overflowing(measures, screen):
        down = [name for name in measures["scrolls"]["y"] if not name.startswith(LONG_TEXTS)]
        return measures["scrolls"]["x"] + (down if screen not in LONG_PAGES else [])

    assert wrong(toured(window), overflowing) == {}


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=str)
def test_at_usual_sizes_nothing_scrolls_before_the_reveal(toured, window):
    early = ("start", "listening", "pin placed", "nothing left")
    assert wrong(toured(window), lambda found, screen: screen in early and found["scrolls"]["y"]) == {}


@every_window
def test_the_next_step_can_be_pressed_without_scrolling(toured, window):
    assert (
        wrong(toured(window), lambda found, screen: screen not in LONG_PAGES and not found["primary"]) == {}
    )


@every_phone
def test_a_finger_meets_targets_of_44_px(toured, window):
    def small(measures, _):
        return [one for one in measures["targets"] if min(one[1:]) < TARGET - 0.01]

    assert all(sight.measures["targets"] for sight in toured(window).sights)
    assert wrong(toured(window), small) == {}


@every_phone
def test_text_on_a_phone_is_never_smaller_than_16_px(toured, window):
    def small(measures, _):
        return [
            word[:2]
            for word in measures["words"]
            if word[1] < TEXT - 0.01 and not MAY_BE_SMALLER & {*word[2]}
        ]

    assert all(sight.measures["words"] for sight in toured(window).sights)
    assert wrong(toured(window), small) == {}


@every_window
def test_both_pins_of_every_reveal_lie_where_nothing_covers_them_and_are_named(toured, window):
    reveals = toured(window).reveals
    seen = {"inside": True, "covered": False}
    expected = {"guess": seen, "truth": seen, "names": [True, True]}
    assert len(reveals) == 5
    assert [pins for pins in reveals if not expected.items() <= pins.items()] == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("window", AUDITED, ids=str)
def test_no_screen_has_a_serious_or_critical_violation(toured, window, scheme):
    sights = toured(window).sights
    assert [sight.screen for sight in sights] == list(SCREENS)
    assert {sight.screen: found for sight in sights if (found := grave(sight.violations[scheme]))} == {}


def test_a_violation_that_is_planted_is_found(chromium):
    page = chromium.new_page()
    page.set_content("<html lang=en><title>x</title><main><button style='color:#999'>Guess</button></main>")
    assert grave(found_by_axe(page))
    assert grave(found_by_axe(page, **COLOURS))
    page.close()
