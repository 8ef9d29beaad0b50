"""`python -m leaderboard standings --around`: the second board in a terminal."""

import json
import textwrap
from collections.abc import Iterator

from game.scenes.scene_loading import loaded_scene_pack
from game.settings import Settings
from leaderboard.sentences import text
from leaderboard.spatial.board import NOTES, AroundBoard
from leaderboard.spatial.entrants import Entrant
from leaderboard.spatial.figures.charts import charts
from leaderboard.spatial.measures import BY_KEY
from leaderboard.spatial.published import load_published
from leaderboard.spatial.text_table import TITLES, format_parts, shown
from leaderboard.spatial.trial_rows import TrialReader

WIDTH = 100


def print_around(settings: Settings, *, as_json: bool, as_csv: bool) -> int:
    """Print the board of the trials and models' answers that the settings name.

    Raises
    ------
    ScenePackError, StoreError, StoreUnavailable
    """
    pack = loaded_scene_pack(settings.scenes, settings.state)
    reader = TrialReader(settings.database_url)
    reader.refresh()
    board = AroundBoard.of(reader.trials, pack, settings.answers)
    if as_csv:
        print(board.to_csv(), end="")
    elif as_json:
        print(json.dumps(board.to_dict(charts(board.entrants)), indent=2, allow_nan=False))
    else:
        print("\n".join(_lines(board)))
    return 0


def _lines(board: AroundBoard) -> Iterator[str]:
    yield f"Around the head: {board.pack.title if board.pack else 'no pack is played'}"
    for entrant in board.entrants:
        yield ""
        yield f"{entrant.name}"
        yield from textwrap.wrap(entrant.note, WIDTH)
        yield from _chance(entrant) if entrant.kind == "chance" else format_parts(entrant.parts)
    if board.differences:
        yield ""
        yield "Models less people, on the items of both (95% interval, p by Holm)"
    for one in board.differences:
        measure = BY_KEY[one.measure]
        ends = [f"{end:+.3g}" for end in one.interval or ()]
        apart = f"{one.model_value - one.people_value:+.3g} [{', '.join(ends)}]" if ends else "no interval"
        yield f"  {one.model} and {one.people}: {TITLES[one.measure]} {shown(measure, one.model_value)}, "
        yield f"    people {shown(measure, one.people_value)}: {apart}, p {one.p:.3g}, {one.items} items"
    yield ""
    yield "As printed, about the papers' own items; context: about other items again"
    for printed in load_published():
        mark = " (context)" if printed.is_context else ""
        where = f"{printed.paper}, {printed.source}: {printed.name} {printed.tested_on}".rstrip()
        unit = {"%": "%", "deg": "°", "m": " m"}.get(printed.unit, "")
        yield f"  {where}, {printed.question}, {printed.metric}: {printed.value}{unit}{mark}"
    yield ""
    for note in NOTES:
        yield from textwrap.wrap(text(f"spatial.standing.note.{note}"), WIDTH)


def _chance(entrant: Entrant) -> Iterator[str]:
    for key, score in entrant.scores().items():
        yield f"  {TITLES[key]:<36} {shown(BY_KEY[key], score.value):>9}"
