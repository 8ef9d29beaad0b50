"""The dataset's card: its content, how it was collected, and what readers and players should know."""

from pathlib import Path
from string import Template

from game.columns import Column
from game.publishing.codebook import FILES
from game.publishing.codebook import TABLES as COLUMNS_OF
from game.publishing.counts import Counts
from game.settings import Settings

NAME = "README.md"
TITLE = "Earwitness guesses"
TAGS = ("audio", "geolocation", "geospatial", "human-baseline", "field-recordings", "game", "agl1k")
SUMMARY = (
    "Where on Earth people think field recordings were made: guesses from the game Earwitness, one row per "
    "round, scored in the same way as audio language models in the benchmark AGL1K."
)
TABLES = {
    "guesses": "One row for each closed round: guessed, skipped or abandoned.",
    "players": "What players say about themselves, only as far as enough others say the same.",
    "spatial": "One row for each closed trial around the head: a question about a scene.",
}

_TEMPLATE = Path(__file__).with_suffix(".md")
# The Hub's size categories, each with its smallest number of rows.
_SIZES = (
    (10_000_000, "10M<n<100M"),
    (1_000_000, "1M<n<10M"),
    (100_000, "100K<n<1M"),
    (10_000, "10K<n<100K"),
    (1_000, "1K<n<10K"),
    (0, "n<1K"),
)
_HEAD = "| column | type | unit | meaning | blank when |\n|---|---|---|---|---|"
_CITATION = """\
@misc{$key,
  title        = {$title},
  author       = {{$creator}},$year
  howpublished = {\\url{$address}},
  note         = {State the revision that you used}
}"""


def card(counts: Counts, settings: Settings) -> str:
    """The card in Markdown, with the front matter that the Hub reads."""
    body = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=TITLE,
        summary=SUMMARY,
        sizes=_sizes(counts),
        least_age=settings.least_age,
        pace=_pace(settings),
        dataset=settings.dataset,
        guesses_files=FILES["guesses"],
        players_files=FILES["players"],
        spatial_files=FILES["spatial"],
        columns="\n\n".join(map(_columns, COLUMNS_OF)),
        k=settings.k,
        contact=f" ({settings.contact})" if settings.contact else "",
        retention=settings.retention.words.capitalize(),
        licence=settings.licence.name,
        licence_url=settings.licence.url,
        citation=citation(counts, settings),
    )
    return f"{_front_matter(counts, settings)}\n\n{body}"


def address(settings: Settings) -> str:
    return f"https://huggingface.co/datasets/{settings.dataset}"


def creator(settings: Settings) -> str:
    """The creator to cite; players stay unnamed."""
    return f"The players of Earwitness, published by {settings.dataset.partition('/')[0]}"


def citation(counts: Counts, settings: Settings) -> str:
    """The dataset's BibTeX entry."""
    return Template(_CITATION).substitute(
        key=settings.dataset.rpartition("/")[2],
        title=TITLE,
        creator=creator(settings),
        year=f"\n  year         = {{{counts.last_day.year}}}," if counts.last_day else "",
        address=address(settings),
    )


def _front_matter(counts: Counts, settings: Settings) -> str:
    lines = [
        "---",
        f"pretty_name: {TITLE}",
        f"license: {settings.licence.id}",
        "tags:",
        *(f"- {tag}" for tag in TAGS),
        "size_categories:",
        f"- {next(name for least, name in _SIZES if counts.rounds + counts.trials >= least)}",
        "configs:",
    ]
    for table in counts.tables:
        lines += [f"- config_name: {table}", f"  data_files: {FILES[table]}"]
        lines += ["  default: true"] if table == counts.tables[0] else []
    return "\n".join([*lines, "---"])


def _pace(settings: Settings) -> str:
    if settings.publish_delay:
        return "Guesses are added after their day (UTC) is over."
    minutes = settings.publish_minutes
    every = "minute" if minutes == 1 else f"{minutes:g} minutes"
    return f"New guesses are added about every {every}, so the time of a guess is visible to within that."


def _sizes(counts: Counts) -> str:
    if not counts.rounds:
        return _trials(counts) or "No guess has been published yet."
    statuses = ", ".join(f"{number:,} {name}" for name, number in sorted(counts.statuses.items()))
    days = f"from {counts.first_day} to {counts.last_day} (UTC)"
    lines = [f"{counts.rounds:,} rounds ({statuses}) of {counts.players:,} players, {days}."]
    if counts.described:
        lines.append(f"{counts.described:,} rows in the table `players`.")
    lines += [_trials(counts)] if counts.trials else []
    packs = [f"| `{_cell(name)}` | {number:,} |" for name, number in sorted(counts.packs.items())]
    return "\n".join([*lines, "", "| pack | rounds |", "|---|---|", *packs])


def _trials(counts: Counts) -> str:
    return f"{counts.trials:,} trials around the head in the table `spatial`." if counts.trials else ""


def _columns(table: str) -> str:
    lines = [f"| {_line(column)} |" for column in COLUMNS_OF[table]]
    return "\n".join([f"## Columns of `{table}`", "", TABLES[table], "", _HEAD, *lines])


def _line(column: Column) -> str:
    cells = (f"`{column.name}`", column.kind, column.unit, column.meaning, column.blank)
    return " | ".join(map(_cell, cells))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
