"""Study files: what a file says, its hash, and where its texts come from."""

import pytest

from game.study.stored_study import study_of
from game.study.study_file import StudyError, public_study, read_studies, read_study
from game.texts import text_in
from game.translations import LANGUAGES
from tests.builders.studies import a_study, read_written, write_study


def test_a_file_of_a_few_lines_is_a_study_with_defaults(tmp_path):
    study = read_written(tmp_path)
    assert (study.name, study.rounds, study.sessions, study.feedback, study.skips) == (
        *("ten-clips", 5, 1, "session", False),
    )
    assert study.instructions.text("en").startswith("Listen carefully")
    assert study.hash == a_study().hash


@pytest.mark.parametrize(
    "changes",
    [
        {"skips": True},
        {"title": "Where?"},
        {"consent": {"title": "Before you begin", "text": "You agree to *take part*!"}},
        {"instructions": "Listen."},
        {"rules": {"program": "off"}},
        {"stopping": {"until": "2027-03-01"}},
    ],
)
def test_any_other_value_or_text_makes_another_study(changes):
    assert a_study(**changes).hash != a_study().hash


def test_a_default_that_is_written_out_is_the_same_study(tmp_path):
    written = {"skips": False, "rules": {"too_fast": {"seconds": 2.0}}, "clips": {}, "languages": ["en"]}
    assert read_written(tmp_path, **written).hash == a_study().hash


def test_the_canonical_values_are_a_study_file_of_the_same_hash(tmp_path):
    """So one JSON holds a study with all files that it names."""
    (tmp_path / "consent.md").write_text("Agreed, in *Ünïcode*.", "utf-8")
    study = read_written(
        tmp_path,
        consent={"title": "Consent", "text": {"file": "consent.md"}},
        rules={"program": False, "failed_catch": {"allowed": 1}},
        stopping={"until": "2027-03-01"},
        allocation={"rule": "stratified", "shares": {"Europe/speech": 0.25, "Asia/speech": 0.75}},
        allowed_means=None,
        precision={"geoscore": 100.5},
    )
    again = tmp_path / "again.yaml"
    again.write_text(study.canonical_json(), "utf-8")
    assert read_study(again).hash == study.hash


def test_texts_and_clips_come_from_files_beside_in_every_language(tmp_path):
    (tmp_path / "de.md").write_bytes("\ufeffIch stimme *zu*.\r\n".encode())
    (tmp_path / "clips.txt").write_bytes(b"# the quiet ones\r\nk1\r\n\r\n  k2\r\n")
    (tmp_path / "study.yaml").write_text(
        "earwitness_study: 1\nname: zwei\nlanguages: [en, de]\npack: agl1k\nrounds: 2\n"
        "title: {en: Where was this recorded?, de: Wo war das?}\nclips: {file: clips.txt}\n"
        "consent: {title: {en: Yes?, de: Ja?}, text: {en: I agree, de: {file: de.md}}}\n"
        "instructions: {en: Listen, de: Hör zu}\nallowed_means: null\ncomprehension: []\n"
    )
    study = read_study(tmp_path / "study.yaml")
    assert study.clips.keys == ("k1", "k2") and study.title.text("de") == "Wo war das?"
    assert study.consent and study.consent.text.html("de") == "<p>Ich stimme <em>zu</em>.</p>\n"
    (tmp_path / "de.md").write_text("Ich stimme zu.")
    assert read_study(tmp_path / "study.yaml").hash != study.hash


EVERY = tuple(LANGUAGES)
IN_EVERY = {
    "languages": EVERY,
    "title": dict.fromkeys(EVERY, "Where?"),
    "consent": {"title": dict.fromkeys(EVERY, "Yes?"), "text": dict.fromkeys(EVERY, "I agree")},
}


def test_what_a_file_does_not_say_is_said_in_each_of_its_languages(tmp_path):
    write_study(tmp_path, **IN_EVERY | {"languages": list(EVERY), "screening": {"headphones": "required"}})
    study = read_study(tmp_path / "study.yaml")
    (question,) = study.comprehension
    assert study.allowed_means
    for text in (study.instructions, study.allowed_means, question.question, *question.choices):
        assert len({text.text(language) for language in EVERY}) == len(EVERY)
    assert {study.instructions.html(language).count("<p>") for language in EVERY} == {3}
    assert study.allowed_means.text("de") == text_in("de", "study.default.allowed_means.headphones")
    assert study.instructions.text("ar") == text_in("ar", "study.default.instructions")
    assert study_of(study.canonical_json()).hash == study.hash


def test_a_region_is_ignored_where_our_texts_are_looked_for(tmp_path):
    study = read_written(tmp_path, languages=["pt-BR"])
    assert study.instructions.text("pt-BR") == text_in("pt", "study.default.instructions")


def test_what_a_file_says_goes_before_our_texts():
    own = {language: f"Listen: {language}" for language in EVERY}
    study = a_study(**IN_EVERY | {"instructions": own, "allowed_means": None})
    assert (study.instructions.root, study.allowed_means) == (own, None)
    assert study.comprehension == a_study(**IN_EVERY).comprehension


def test_a_text_of_ours_that_was_mended_makes_another_study_and_leaves_a_stored_one(monkeypatch):
    kept = a_study(**IN_EVERY).canonical_json()
    hash_before = study_of(kept).hash
    monkeypatch.setattr("game.study.built_in_texts.text_in", lambda language, key: f"{key} in {language}")
    assert a_study(**IN_EVERY).hash != hash_before == study_of(kept).hash


def test_a_folder_holds_several_studies_by_name(tmp_path):
    write_study(tmp_path).rename(tmp_path / "a.yaml")
    write_study(tmp_path, name="other").rename(tmp_path / "b.yml")
    assert sorted(read_studies(tmp_path)) == ["other", "ten-clips"]
    write_study(tmp_path, name="other").rename(tmp_path / "c.yaml")
    with pytest.raises(StudyError, match=r"c.yaml:2: name: .*b.yml has the same; write another name"):
        read_studies(tmp_path)


def test_the_public_study_is_one_that_no_host_may_take_the_name_of(tmp_path):
    assert public_study().name == "public"
    with pytest.raises(StudyError, match="name: is that of the built-in study"):
        read_written(tmp_path, name="public")


def test_markdown_brings_neither_tags_nor_pictures_nor_scripts():
    text = "# A\n\n<script>x</script> ![p](http://o.example/p.png) [l](javascript:x) [ok](https://o.example)"
    study = a_study(consent={"title": "Consent", "text": text})
    assert study.consent
    html = study.consent.text.html("en")
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html
    assert "<h1>A</h1>" in html and '<a href="https://o.example">ok</a>' in html
