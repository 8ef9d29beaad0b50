import csv
import re
from collections import Counter

import pytest

from game.geo.geodesy import geoscore
from game.texts import text_in
from leaderboard.answers.schema import read_clips
from leaderboard.entrants.doubts import doubt
from leaderboard.entrants.paper import (
    FACTS,
    FIGURES,
    load_constants,
    load_facts,
    load_published,
    published_for,
)
from leaderboard.scoring.columns import COLUMNS
from leaderboard.sentences import Sentence
from tests.builders.recordings import AGL1K, SHARED

RANDOM = "constant/random-published"
ACCURACIES = ("continent_acc", "country_acc", "city_acc", "reject_rate")
WHOLE = (
    "geoscore",
    "distance_km",
    *ACCURACIES,
    "acc_1km",
    "acc_10km",
    "acc_500km",
    "speech_km",
    "nonspeech_km",
)
PART = ("geoscore", "distance_km", *ACCURACIES, "acc_1km", "acc_10km", "acc_100km", "acc_500km")
# By table: the part that it is about, and the key of each of its columns.
TABLES = {
    1: ("all", WHOLE),
    2: ("all", ("q25_km", "q50_km", "q75_km", "animal_km", "music_km", "nature_km", "things_km")),
    4: ("unfiltered", ("geoscore", "distance_km")),
    5: ("speech", PART),
    6: ("nonspeech", PART),
}
SPEECH, NONSPEECH = 1025, 419
ROUNDING = 0.0101  # of the whole and of what its parts make, each printed to two digits


@pytest.fixture(scope="module")
def paper(shared):
    return (SHARED / "papers" / "agl1k_paper.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def prose(paper):
    return " ".join(re.sub(r"\\tau", "", paper).replace("-\n\n", "-").replace("’", "'").split())


@pytest.fixture(scope="module")
def printed(paper):
    """The tables as they stand in the paper: by table and printed name, the cells."""
    return {number: dict(rows_of(paper, number)) for number in TABLES}


def rows_of(paper, number):
    """Name and cells of a table's rows; underlining left out, rows that only head a group too."""
    lines = iter(paper[paper.index(f"Table {number}:") :].splitlines()[3:])
    for line in lines:
        name, *cells = re.sub("</?u>", "", line).split("\t")
        if not cells:
            return
        if any(cells):
            yield name, cells


def csv_rows(file):
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def figures(key, part="all"):
    return next(row for row in load_published() if row.key == key).figures[part]


def doubts(key, part="all"):
    return next(row for row in load_published() if row.key == key).doubts[part]


def weighted_mean(speech, nonspeech):
    """The figure of all clips, from those of clips with and without speech."""
    return (SPEECH * speech + NONSPEECH * nonspeech) / (SPEECH + NONSPEECH)


def models():
    return [row for row in load_published() if row.kind == "alm"]


@pytest.mark.parametrize("number", TABLES)
def test_every_cell_of_a_table_stands_in_the_file_digit_by_digit(printed, number):
    part, metrics = TABLES[number]
    written = {
        (row["printed_name"], row["metric"]): row["value"]
        for row in csv_rows(FIGURES)
        if row["table"] == str(number)
    }
    in_paper = {
        (name, metric): cell
        for name, cells in printed[number].items()
        for metric, cell in zip(metrics, cells, strict=True)
    }
    assert written == in_paper
    assert {row["part"] for row in csv_rows(FIGURES) if row["source"] == f"AGL1K, table {number}"} == {part}


def test_the_columns_of_the_tables_are_those_that_they_are_taken_for(paper):
    heads = {n: paper[paper.index(f"Table {n}:") :].splitlines()[2].split("\t")[1:] for n in TABLES}
    shown = {n: [re.sub(r"[\W_]|uparrow|downarrow", "", title).lower() for title in heads[n]] for n in TABLES}
    acc = ["contacc", "countryacc", "cityacc", "rejectrate"]
    ends = ["speechdis", "nonspeechdis"]
    assert shown[1] == ["geoscore", "distance", *acc, "1acc", "10acc", "500acc", *ends]
    assert shown[2][:3] == ["q25", "q50", "q75"]
    assert shown[2][3:] == [f"{sound}distance" for sound in ("animal", "music", "nature", "things")]
    assert shown[4] == ["geoscore", "distanceerror"]
    assert shown[5] == shown[6] == ["geoscore", "distance", *acc, "1acc", "10acc", "100acc", "500acc"]


def test_the_file_holds_every_row_once_under_known_keys_with_its_source():
    rows = csv_rows(FIGURES)
    assert Counter(row["table"] for row in rows) == {"1": 187, "2": 119, "4": 32, "5": 170, "6": 170, "": 4}
    assert len({(row["entrant"], row["part"], row["metric"]) for row in rows}) == len(rows) == 682
    assert {row["metric"] for row in rows} <= {column.key for column in COLUMNS}
    assert all(row["source"].startswith("AGL1K, ") for row in rows)


def test_sixteen_models_half_of_them_open_and_three_baselines_are_known(paper):
    assert Counter(row.open for row in models()) == {True: 8, False: 8}
    others = [row for row in load_published() if row.kind == "constant"]
    assert [row.key for row in others] == [RANDOM, "constant/densest", "constant/median"]
    assert all(row.open is None for row in others)
    closed, opened = paper[paper.index("Closed-Source Models") :].split("Open-Source Models", 1)
    assert all((f"\n{row.name}\t" in closed) != row.open for row in models())
    assert all(f"\n{row.name}\t" in opened.split("et al.", 1)[0] for row in models() if row.open)


def test_the_statistical_baselines_are_those_of_the_appendix(prose):
    for name, key in (("densest region", "constant/densest"), ("middle region", "constant/median")):
        found = re.search(rf"{name}\): Average distance error: ([\d.]+) km; GeoScore: ([\d.]+)\.", prose)
        assert found and [float(figure) for figure in found.groups()] == [
            figures(key)["distance_km"],
            figures(key)["geoscore"],
        ]


def test_the_row_of_gemini_3_pro_is_as_printed():
    row = next(row for row in load_published() if row.key == "alm/gemini-3-pro")
    assert (row.name, row.kind, row.open) == ("Gemini 3 Pro", "alm", False)
    assert row.figures["all"]["geoscore"] == 3031.82
    assert row.figures["speech"]["distance_km"] == row.figures["all"]["speech_km"] == 1548.29
    assert row.figures["unfiltered"] == {"geoscore": 2548.13, "distance_km": 3046.79}


# The tests below check each doubt against the paper: every contradiction that the files name is there.


def test_every_doubt_is_named_here():
    doubted = {
        (row.key, part, metric)
        for row in load_published()
        for part in row.doubts
        for metric in row.doubts[part]
    }
    assert doubted == {
        *((RANDOM, "all", metric) for metric in ("geoscore", "distance_km", "speech_km", "nonspeech_km")),
        *((RANDOM, part, metric) for part in ("all", "speech", "nonspeech") for metric in ACCURACIES),
        *((f"alm/{name}", "all", metric) for name in FEWER for metric in ("geoscore", "distance_km")),
        ("alm/gemini-3-pro", "all", "q25_km"),
        ("alm/gemini-2.5-pro", "unfiltered", "distance_km"),
    }


def test_every_doubt_is_a_text_with_the_numbers_of_the_paper():
    for row in load_published():
        for words in (words for part in row.doubts.values() for words in part.values()):
            assert isinstance(words, Sentence)
            told = text_in("en", words.told["key"], **words.told["values"])
            assert told.replace("’", "'").replace(",", "") == words.replace(",", "")
            assert text_in("de", words.told["key"], **words.told["values"]) != told
    with pytest.raises(LookupError):
        doubt("It is doubted.")


def test_random_has_the_accuracies_of_gpt_4o_with_and_without_speech():
    for part, same in (("speech", ACCURACIES), ("nonspeech", ACCURACIES[:3])):
        matches = {
            row.key for row in models() if all(row.figures[part][m] == figures(RANDOM, part)[m] for m in same)
        }
        assert matches == {"alm/gpt-4o-audio-preview"}
        assert all("GPT-4o Audio Preview" in doubts(RANDOM, part)[metric] for metric in ACCURACIES)
    rejected = [figures(key, "nonspeech")["reject_rate"] for key in (RANDOM, "alm/gpt-4o-audio-preview")]
    assert rejected == [0.04, 0.05]
    assert "(0.05)" in doubts(RANDOM, "nonspeech")["reject_rate"]


def test_random_over_all_clips_is_not_made_of_its_two_parts():
    whole, speech, nonspeech = (figures(RANDOM, part) for part in ("all", "speech", "nonspeech"))
    for metric in ("geoscore", "distance_km"):
        assert whole[metric] < min(speech[metric], nonspeech[metric])
    for metric in ACCURACIES:
        mean = weighted_mean(speech[metric], nonspeech[metric])
        assert mean - whole[metric] > 0.03
        assert f"make {mean:.2f} over all clips" in doubts(RANDOM)[metric]
    assert (whole["speech_km"], whole["nonspeech_km"]) == (speech["distance_km"], nonspeech["distance_km"])
    assert (whole["distance_km"], whole["speech_km"], whole["nonspeech_km"]) == (9869.01, 10137.49, 10342.01)
    text = " ".join(doubts(RANDOM).values())
    assert all(figure in text for figure in ("9869.01", "10137.49", "10342.01", "119.94", "115.6"))


FEWER = ("qwen3-omni", "qwen2.5-omni", "phi-4-mm1")


@pytest.mark.parametrize("row", models(), ids=lambda row: row.key)
def test_the_parts_make_up_the_whole_but_for_three_models(row):
    whole, speech, nonspeech = (row.figures[part] for part in ("all", "speech", "nonspeech"))
    for metric in set(PART) & set(WHOLE):
        mean = weighted_mean(speech[metric], nonspeech[metric])
        doubted = row.doubts.get("all", {}).get(metric, "")
        assert (abs(mean - whole[metric]) > ROUNDING) == (
            row.key.removeprefix("alm/") in FEWER and bool(doubted)
        )
        if doubted:
            share = (whole[metric] - speech[metric]) / (nonspeech[metric] - speech[metric])
            assert f"make {mean:.2f} over 1,025 and 419 clips" in doubted
            assert f"a share without speech of {share:.4f}, not {NONSPEECH / 1444:.4f}" in doubted
    assert (whole["speech_km"], whole["nonspeech_km"]) == (speech["distance_km"], nonspeech["distance_km"])


def test_the_text_promises_gemini_3_pro_a_lower_quartile_than_table_2_gives(prose):
    assert "Gemini 3 Pro achieves localization errors under 50 km at the 25th percentile" in prose
    assert figures("alm/gemini-3-pro")["q25_km"] == 55
    assert load_facts()["q25_of_gemini_3_pro"].doubt == "Table 2 says 55."


def test_gemini_2_5_pro_falls_from_second_to_fourth_on_unfiltered_clips(prose):
    assert "including the relative ranking of Gemini 2.5 Pro among closed-source models" in prose
    closed = [row for row in models() if not row.open and "unfiltered" in row.figures]

    def rank(part):
        order = sorted(closed, key=lambda row: row.figures[part]["distance_km"])
        return 1 + [row.key for row in order].index("alm/gemini-2.5-pro")

    assert (rank("all"), rank("unfiltered")) == (2, 4)


def test_table_4_leaves_out_flash_thinking_alone():
    without = [row for row in load_published() if row.kind == "alm" and "unfiltered" not in row.figures]
    assert [row.key for row in without] == ["alm/gemini-2.0-flash-thinking"]
    assert "table 4 leaves it out" in without[0].note
    assert load_facts()["models_in_table_4"].value == "15"


def test_the_names_that_differ_between_tables_are_those_that_the_facts_tell(printed):
    names: dict[str, dict[str, str]] = {}
    for row in csv_rows(FIGURES):
        names.setdefault(row["entrant"], {})[row["printed_name"]] = row["table"]
    varied = {first: others for first, *others in map(list, names.values()) if others}
    fact = load_facts()["names_of_models"]
    assert fact.value.split("; ") == list(varied)
    for others in varied.values():
        assert all(other in fact.doubt for other in others)


def test_countries_are_72_and_more_than_72_and_74(prose, shared):
    assert prose.count("72 countries") == 5
    assert "covers more than 72 countries" in prose
    assert "all 1,444 audios across 74 countries" in prose
    facts, clips = load_facts(), read_clips(AGL1K)
    assert facts["countries"].value == str(len({clip.country for clip in clips})) == "72"
    assert facts["countries_in_figure_9"].value == "74"
    assert facts["continents"].value == str(len({clip.continent for clip in clips} - {""})) == "6"
    assert sum(not clip.continent for clip in clips) == 6


def test_the_clips_are_not_balanced_between_speech_and_none(prose, shared):
    speech = sum(clip.speech >= 0.1 for clip in read_clips(AGL1K))
    assert "balanced between samples with and without human speech" in prose
    facts = load_facts()
    assert (facts["clips_with_speech"].value, facts["clips_without_speech"].value) == (
        str(speech),
        str(1444 - speech),
    )


def test_the_text_points_to_table_6_and_to_thresholds_that_are_not_there(prose, paper):
    assert "Table 6 reports the performance of all models on the Audio Geo-Localization Benchmark" in prose
    assert (
        paper.count("Table 6: Audio geo-localization performance of different models on non-speech clips")
        == 1
    )
    assert "thresholded accuracy at 1 km, 10 km, 500 km" in prose
    assert r"\in \{1, 10, 100, 1000\}$ km" in prose
    assert "denoted as < 1 , < 10 , < 100 , and < 1000 in Table 6" in prose
    assert not any("1000km" in row["metric"] for row in csv_rows(FIGURES))


def test_the_formula_of_the_text_does_not_give_the_geoscores_of_table_1(prose):
    assert (
        r"mean distance error(km) δ , Geoscore based on Geoguessr game defined as $5000 \exp(-\delta/1492.7)$"
        in prose
    )
    row = figures("alm/gemini-3-pro")
    assert f"{geoscore(row['distance_km']):.0f}" == "1160"
    assert "1160" in load_facts()["geoscore_scale"].doubt
    assert "using the Haversine formula" in prose


def test_animals_are_no_easier_to_place_for_most_models(prose):
    assert "relatively lower errors in Music and Animal categories" in prose
    rows = [row.figures["all"] for row in models()]
    easier = sum(row["animal_km"] < min(row["nature_km"], row["things_km"]) for row in rows)
    assert f"for {easier} of the {len(rows)} models only" in load_facts()["easier_sounds"].doubt


def test_the_best_open_model_by_distance_is_not_the_best_by_geoscore(prose):
    assert "the best open-source model, Mimo-audio" in prose
    opened = [row for row in models() if row.open]
    by_distance = min(opened, key=lambda row: row.figures["all"]["distance_km"])
    by_score = max(opened, key=lambda row: row.figures["all"]["geoscore"])
    assert (by_distance.name, by_score.name) == ("Mimo-Audio", "Qwen3-Omni")
    doubt = load_facts()["best_open_model"].doubt
    assert all(str(row.figures["all"]["geoscore"]) in doubt for row in (by_distance, by_score))


def test_the_lengths_are_those_of_table_3(paper):
    table = dict(line.split("\t") for line in paper[paper.index("Table 3:") :].splitlines()[2:11])
    seconds = {
        name.removeprefix("seconds_"): fact for name, fact in load_facts().items() if "seconds" in name
    }
    printed = {name.lower().replace(" ", "_").replace("std", "sd"): value for name, value in table.items()}
    assert seconds.keys() == printed.keys() - {"statistic", "number_of_audio_samples"}
    assert all(fact.value == printed[name] for name, fact in seconds.items())


def test_every_fact_says_where_it_stands():
    rows = csv_rows(FACTS)
    assert len(load_facts()) == len(rows) == 27
    assert all(row["source"].startswith("AGL1K, ") for row in rows)


@pytest.mark.parametrize(
    ("folder", "key"),
    [
        ("google/gemini-3-pro-preview", "alm/gemini-3-pro"),
        ("gpt-4o-audio-preview", "alm/gpt-4o-audio-preview"),
        ("openai/gpt-4o-audio-preview", "alm/gpt-4o-audio-preview"),
        ("gemini-2.5-pro", "alm/gemini-2.5-pro"),
        ("google/gemini-2.5-flash", "alm/gemini-2.5-flash"),
        ("google/gemini-2.5-flash-lite", "alm/gemini-2.5-flash-lite"),
        ("google/gemini-2.0-flash-001", "alm/gemini-2.0-flash"),
        ("google/gemini-2.0-flash-lite-001", "alm/gemini-2.0-flash-lite"),
        ("gemini-2.0-flash-thinking-exp", "alm/gemini-2.0-flash-thinking"),
        ("qwen3-omni", "alm/qwen3-omni"),
        ("qwen25-omni", "alm/qwen2.5-omni"),
        ("Qwen/Qwen2.5-Omni-7B", "alm/qwen2.5-omni"),
        ("phi4", "alm/phi-4-mm1"),
        ("kimi-audio", "alm/kimi-audio"),
        ("gemma3n", "alm/gemma-3n-e4b-it"),
        ("gemma-3n-E4B-it", "alm/gemma-3n-e4b-it"),
        ("openbmb/MiniCPM-o-2_6", "alm/minicpm-o-2.6"),
        ("xiaomi-mimo-audio", "alm/mimo-audio"),
        ("xiaomi-mimo-audio-think", "alm/mimo-audio-think"),
        ("mimo_audio_think", "alm/mimo-audio-think"),
    ],
)
def test_a_folder_of_answers_finds_its_published_row(folder, key):
    row = published_for(folder)
    assert row and row.key == key


@pytest.mark.parametrize("folder", ["", "/", "human-crowd", "gpt-4o", "gemini-3-flash", "random", "google/"])
def test_a_folder_of_which_the_paper_says_nothing_finds_no_row(folder):
    assert published_for(folder) is None


def test_every_model_is_found_by_its_name_and_its_key():
    for row in models():
        assert published_for(row.name) is published_for(row.key) is row


def test_the_constants_are_there_without_the_clips():
    constants = {row.key: row for row in load_constants()}
    best = ("constant/best-geoscore", "constant/best-distance")
    assert list(constants) == [*best, "constant/random-sphere", "constant/random-latitude"]
    for row in constants.values():
        assert (row.kind, row.open, row.figures["all"]["n"]) == ("constant", None, 1444)
        assert row.note.endswith("Computed by Earwitness on AGL1K's schema of 2026-01-06.")
