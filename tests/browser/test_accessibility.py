"""What axe-core finds on each screen, by day and by night, at a desk and on a phone."""

import pytest

from tests.browser.tour import DESKTOP, DESKTOP_DARK, PHONE, PHONE_DARK, SCREENS, axe

GRAVE = {"serious", "critical"}


def grave(violations):
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in violations
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("window", [DESKTOP, DESKTOP_DARK, PHONE, PHONE_DARK], ids=str)
def test_no_screen_has_a_serious_or_critical_violation(toured, window):
    sights = toured(window).sights
    assert [sight.screen for sight in sights] == list(SCREENS)
    assert {sight.screen: found for sight in sights if (found := grave(sight.violations))} == {}


def test_a_violation_that_is_planted_is_found(chromium):
    page = chromium.new_page()
    page.set_content("<html lang=en><title>x</title><main><button style='color:#999'></button></main>")
    assert grave(axe().run(page).response["violations"])
    page.close()
