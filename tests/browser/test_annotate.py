"""The annotation page in a browser: sound, map, keys, and who cannot see a mouse."""

import re

from playwright.sync_api import expect

from tests.browser.test_screens import grave
from tests.browser.tour import found_by_axe
from tests.builders.wrong_answers import write_model, write_pack, write_people
from tests.databases import databases
from tests.game.annotation.test_annotate import rating


def test_a_rater_hears_reads_and_labels_by_keys(chromium, tmp_path):
    write_people(databases.url(tmp_path), "four")
    folders = {
        "PACK": write_pack(tmp_path / "four"),
        "ANSWERS": write_model(tmp_path / "a"),
        "STATE": tmp_path,
    }
    host = {f"EARWITNESS_{name}": str(folder) for name, folder in folders.items()}
    host |= databases.environment(tmp_path)
    with rating(host, "--rater", "anna") as (client, process):
        page = chromium.new_page()
        troubles: list[str] = []
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        page.goto(f"{client.base_url}/?token={client.params['token']}")
        progress = page.locator(".ew-annotate-progress")
        expect(progress).to_have_text("0 of 5 answers labelled")
        expect(page.locator(".ew-pin-truth")).to_be_visible()
        expect(page.locator(".ew-annotate-places")).to_have_text(re.compile("The recording was made"))
        assert page.locator("audio").evaluate("async one => (await one.play(), one.duration)") > 1
        assert grave(found_by_axe(page)) == []
        for number, key in enumerate("123", 1):
            page.keyboard.press(key)
            expect(progress).to_have_text(f"{number} of 5 answers labelled")
        page.keyboard.press("u")
        expect(progress).to_have_text("2 of 5 answers labelled")
        page.keyboard.press("9")  # nothing
        for number in (3, 4):
            page.get_by_role("button", name="None of these").click()
            expect(progress).to_have_text(f"{number} of 5 answers labelled")
        page.keyboard.press("0")
        expect(progress).to_have_text("All 5 answers are labelled. You can close this page.")
        assert troubles == []
        process.kill()
        process.wait()
        page.keyboard.press("Backspace")
        expect(page.get_by_role("alert")).to_have_text(
            "The label was not saved. Is the command still running?"
        )
        page.close()
