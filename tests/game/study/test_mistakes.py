"""What is wrong in a study file is said with file, line, key and remedy, all of it at once."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from game.study.study_file import StudyError, read_study

HEAD = """\
earwitness_study: 1
name: agl1k-60
title: Where was this recorded?
pack: agl1k
rounds: 20
consent: {title: Consent, text: Agreed.}
"""
MESSAGE = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<rest>(.|\n)*;(.|\n)*)")


@pytest.fixture
def refused(tmp_path):
    """Reads a file of this content; returns the messages without the file's name."""

    def read(content: str | bytes) -> list[str]:
        file = tmp_path / "study.yaml"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(StudyError) as error:
            read_study(file)
        assert str(error.value) == "\n".join(error.value.messages)
        assert all(MESSAGE.fullmatch(message) for message in error.value.messages)
        return [message.removeprefix(f"{file}:") for message in error.value.messages]

    return read


def test_every_mistake_is_told_at_once_in_the_order_of_lines(refused):
    assert refused(
        HEAD.replace("pack: agl1k\n", "").replace("rounds: 20", "rounds: twenty")
        + "langages: [en]\n"
        + "skips: no\n"
        + "feedback: maybe\n"
        + "allocation: {rule: quota}\n"
        + "endings:\n  completed:\n    cod: C1ABCD\n"
        + "skips: true\n"
    ) == [
        "4: rounds: 'twenty' is no whole number; write one such as 10",
        "6: langages: no such key; did you mean languages?",
        "8: feedback: 'maybe' cannot be used; write round, session or never",
        "9: allocation: rule quota needs a number of answers per clip; write answers: 10",
        "12: endings.completed.cod: no such key; did you mean code?",
        "13: skips: is written twice, first on line 7; delete one of them",
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("skips: yes", "7: skips: 'yes' is neither true nor false; write true or false"),
        ("replays: 1e3", "7: replays: 1000.0 is no whole number; write one such as 10"),
        ("replays: 0", "7: replays: 0 is too small; write 1 or more"),
        ("replays: 1001", "7: replays: 1001 is too large; write 1000 or less"),
        ("time_limit_seconds: soon", "7: time_limit_seconds: 'soon' is no number; write one such as 2.5"),
        ("time_limit_seconds: .nan", "is no number"),
        ("languages: en", "7: languages: 'en' is no list; write [one, two]"),
        ("practice: 3", "7: practice: 3 is no mapping; write {key: value}, or the keys on lines of"),
        ("practice:", "7: practice: is empty; write a value, or delete the line"),
        ("clips: {keys: [a, b, a]}", "7: clips.keys: has 'a' 2 times; write it once"),
        ("clips: {file: clips.txt}", "there is no file"),
        ("contact: me", "7: contact: 'me' cannot be used; write an e-mail address or the address of a page"),
        ("retention: long", "7: retention: 'long' is no duration; write one such as 90 days or 5 years"),
        ("stopping: {until: 2027-02-30}", "'2027-02-30' is no date; write one such as 2027-03-01"),
        ("pay: {currency: GBP, amount: 3.0}", "7: pay.minutes: is missing; write it"),
        (
            "pay: {currency: £, amount: 3.0, minutes: 20}",
            "7: pay.currency: '£' cannot be used; write its three",
        ),
        ("endings: {completed: {}}", "needs either a code or an address; write {code: ...} or {url:"),
        ("endings: {completed: {code: C1AB}, failed: {code: C1AB}}", "two outcomes end the same way"),
        ("languages: [en, de]", "3: title: is not a text in each language; write {en: ..., de: ...}"),
        (
            "languages: [en, nl]",
            "instructions: is missing, and we have no text of ours in all `languages`; write it",
        ),
        ("instructions: {de: Hören Sie zu}", "7: instructions: has no text in en; write a text"),
        ("rules: {too_fats: off}", "7: rules.too_fats: no such key; did you mean too_fast?"),
        ("screening: {languages: [xx]}", "'xx' is none of the languages that participants can choose"),
        ("comprehension: [{question: Q, choices: [a, b], answer: 2}]", "answer: 2 is no choice"),
        ("headphones: {check: huggins, needed: 7}", "needed: 7 of 6 trials cannot be right; write 6 or less"),
        ("comparisons: [{entrant: m, claim: equivalence}]", "equivalence needs a margin in GeoScore above 0"),
        ("ethics: {status: approved}", "approved needs body and reference; write both"),
        ("stopping: {}", "needs one rule; write one of participants, answers_per_clip and until"),
        ("level: !!python/object/apply:os.system [ls]", "7: level: the tag tag:yaml.org,2002:python"),
        ("level: &a true\nskips: *a", "8: *a repeats what stands elsewhere; write it out here"),
        ("level:\n\ttrue", "8: there is a tab; use spaces"),
        ("level: [", "is not valid YAML"),
        ("level: \x07", "7: there is a character that cannot be printed; delete it"),
        ("level: " + "[" * 50 + "]" * 50, "7: this is nested more than 12 deep"),
        ("? [a]\n: b", "a key is a list or a mapping; write a name before the colon"),
        ("---\nname: two", "is not valid YAML"),
    ],
)
def test_a_mistake_names_its_line_and_what_to_write(refused, lines, message):
    assert message in "\n".join(refused(HEAD + lines + "\n"))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            "clips: {random: {count: 60, seed: 7}}\nsessions: 4",
            "5: rounds: 80 rounds a person (20 in 4 sessions) are more than the 60 clips",
        ),
        (
            "clips: {random: {count: 60, seed: 7}}\nallocation: {rule: blocks, answers: 1000}\nsessions: 7",
            "rounds: 140 rounds a person",
        ),
        (
            "clips: {random: {count: 62, seed: 7}}\nallocation: {rule: blocks, answers: 9}",
            "8: allocation: 62 clips x 9 answers are no whole number of people with 20 rounds each; write "
            "answers: 10, or other rounds",
        ),
        ("allocation: {rule: blocks, answers: 10}", "clips: rule blocks needs a set number of clips"),
        (
            "clips: {random: {count: 60, seed: 7}}\nallocation: {rule: blocks, answers: 10}\n"
            "stopping: {participants: 31}",
            "9: stopping.participants: 60 clips x 10 answers need 30 people; write that",
        ),
        (
            "clips: {random: {count: 60, seed: 7}}\nallocation: {rule: quota, answers: 10}\n"
            "stopping: {participants: 29}",
            "29 people x 20 rounds are fewer than 60 clips x 10 answers; write 30 or more",
        ),
        (
            "allocation: {rule: quota, answers: 10}\nstopping: {answers_per_clip: 9}",
            "8: stopping.answers_per_clip: 9 is not the 10 of allocation.answers; write that",
        ),
        ("allocation: {rule: uniform, answers: 10}", "rule uniform fills no quota"),
        ("allocation: {rule: stratified, shares: {Europe/speech: 0.3}}", "add up to 0.3; write shares that"),
        ("allocation: {rule: quota, answers: 9, shares: {Europe/speech: 1}}", "rule quota uses no shares"),
        (
            "clips: {random: {count: 60, seed: 7, strata: [speech], shares: {Europe/speech: 1}}}",
            "7: clips.random.shares.Europe/speech: is no stratum by speech; write one such as speech",
        ),
        (
            "feedback: never",
            "questions.prior_exposure: with feedback: never nothing is revealed to ask after",
        ),
        ("practice: {pack: agl1k}", "7: practice.pack: agl1k is the study's own pack, so practice would"),
        ("catch: {rounds: 2}", "7: catch.pack: is missing"),
        ("catch: {rounds: 2, pack: agl1k}", "7: catch.pack: is the study's own pack"),
        ("estimand: {rounds_per_person: 21}", "21 is more than the 20 rounds of a person"),
        ("panel: {participant: PID}", "endings.completed: is missing, and a panel pays by it"),
        ("panel: {participant: PID, study: PID}", "uses a parameter for two things"),
        (
            "comparisons: [{entrant: m, claim: superiority}, {entrant: m, claim: superiority}]",
            "comparisons.1: repeats superiority to m; delete one of them",
        ),
    ],
)
def test_keys_that_contradict_each_other_are_told(refused, lines, message):
    assert message in "\n".join(refused(HEAD + lines + "\n"))


def test_a_study_of_the_demo_is_told_to_have_no_practice(refused):
    (message,) = refused(HEAD.replace("pack: agl1k", "pack: demo"))
    assert message.endswith("so practice would reveal its clips; write practice: {rounds: 0}")


@pytest.mark.parametrize("key", ["pack", "consent"])
def test_a_host_s_study_names_its_pack_and_its_consent(refused, key):
    content = "".join(line for line in HEAD.splitlines(True) if not line.startswith(key))
    (message,) = refused(content)
    assert message.startswith(f"1: {key}: is missing; write ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "1: this is no study; `python -m game study new` writes one"),
        (b"- a\n- b\n", "1: this is no study"),
        (b"# nothing\n", "1: this is no study"),
        (b"\xff\xfea\0:\0", "1: this is not UTF-8; save the file as UTF-8"),
        (b"a: 1\nb: \xe9\n", "2: this is not UTF-8"),
        (b"a: b\n" * 2_000_000, "the file is larger than 200,000 bytes"),
        (b"\x89PNG\r\n\x1a\n\0\0", "this is not UTF-8"),
    ],
    ids=range(7),
)
def test_what_is_no_study_file_at_all_is_told_on_one_line(refused, content, message):
    (told,) = refused(content)
    assert message in told


@pytest.mark.parametrize(
    "changed",
    [HEAD.replace("\n", "\r\n"), "\ufeff" + HEAD, HEAD + "...\n", "%YAML 1.1\n---\n" + HEAD],
    ids=["CRLF", "byte order mark", "end of document", "directive"],
)
def test_files_are_read_as_editors_save_them(tmp_path, changed):
    (tmp_path / "plain.yaml").write_text(HEAD)
    (tmp_path / "changed.yaml").write_bytes(changed.encode())
    assert read_study(tmp_path / "changed.yaml").hash == read_study(tmp_path / "plain.yaml").hash


def test_norwegian_is_a_language_and_off_is_a_word(tmp_path):
    study = read_study(_written(tmp_path, "languages: [no]\n", "instructions: {no: Lytt}"))
    assert study.languages == ("no",) and study.rules.program is None


def _written(folder: Path, *lines: str) -> Path:
    file = folder / "study.yaml"
    ours = ("allowed_means: {no: Alene}", "comprehension: []", "rules: {program: off}")
    file.write_text(HEAD + "\n".join([*lines, *ours]), "utf-8")
    return file


@pytest.mark.parametrize("missing", ["", "folder"])
def test_a_file_that_cannot_be_read_is_told(tmp_path, missing):
    (tmp_path / "folder").mkdir()
    with pytest.raises(StudyError, match="cannot be read"):
        read_study(tmp_path / (missing or "nowhere.yaml"))


DAMAGE = st.lists(
    st.tuples(
        st.integers(0, len(HEAD)),
        st.integers(0, 12),
        st.text(st.characters(codec="utf-8"), max_size=6)
        | st.sampled_from(["{", "[", "&a ", "*a", "!!python/object:x ", "\t", "? ", "|\n", "{file: .}", "'"]),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(DAMAGE)
@example([(len(HEAD), 0, 'level: "\\ud800"')])
def test_a_damaged_file_is_a_study_or_a_list_of_mistakes(tmp_path_factory, damage):
    content = HEAD
    for at, cut, put in damage:
        content = content[:at] + put + content[at + cut :]
    file = tmp_path_factory.getbasetemp() / "damaged.yaml"
    file.write_bytes(content.encode("utf-8", "surrogatepass"))
    try:
        study = read_study(file)
    except StudyError as error:
        assert error.messages and all(MESSAGE.fullmatch(message) for message in error.messages)
    else:
        again = file.with_name("again.yaml")
        again.write_text(study.canonical_json())
        assert read_study(again).hash == study.hash
