"""`python -m game annotate`: opens the page on which a rater names the causes of wrong answers."""

import argparse
import secrets
import socket
import sys
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from game.annotation.candidates import Candidate, ModelAnswers, of_people, wrong
from game.annotation.items import (
    FILE,
    AnnotationError,
    Item,
    Sample,
    counts,
    draw,
    in_order,
    read_sample,
    write_sample,
)
from game.annotation.labels import LabelFile, label_file, read_labels
from game.geo.gazetteer import Gazetteer
from game.packs.clip import Clip
from game.packs.loading import load_pack
from game.packs.table import PackError
from game.settings import Settings

EACH, SEED = 100, 1
Answers = Mapping[tuple[str, str], Candidate]


def add_command(commands: Any, model_answers: ModelAnswers) -> None:
    """Add the command to the command line of `python -m game`.

    Parameters
    ----------
    model_answers : callable
        Reads models' answers from a folder; the leaderboard's.
    """
    annotate = commands.add_parser(
        "annotate",
        help="let a rater name the causes of wrong answers, without knowing whose they are",
        description="Open a page on this machine on which a rater gives each wrong answer one of AGL1K's "
        "seven causes of error. The answers are people's, from the database, and models', from "
        "EARWITNESS_ANSWERS; the page does not tell which. The first start draws a sample, which later "
        "raters share; each rater's labels are a file of their own. The exit code is 1 when there is nothing "
        "to rate. docs/error-causes.md has the details.",
    )
    annotate.add_argument("--rater", required=True, metavar="NAME", help="who rates: a-z, 0-9, - and _")
    annotate.add_argument(
        "--folder", type=Path, metavar="DIR", help="default: annotations in the state folder"
    )
    annotate.add_argument(
        "--each", type=_at_least_one, metavar="N", help=f"answers of people and of each model ({EACH})"
    )
    annotate.add_argument("--seed", type=int, metavar="N", help=f"of the sample and the order ({SEED})")
    annotate.add_argument(
        "--entrants",
        nargs="+",
        metavar="KEY",
        help="people, and models' keys on the leaderboard such as gemini-3-pro (default: all)",
    )
    annotate.add_argument("--study", metavar="NAME", help="people's answers in this study only")
    annotate.add_argument(
        "--disputed",
        nargs=2,
        metavar=("RATER", "RATER"),
        help="only the answers on which these two raters differ, for a third look",
    )
    annotate.add_argument("--port", type=int, default=0, metavar="N", help="default: a free one")
    annotate.add_argument("--no-browser", action="store_true", help="print the address, and open no browser")
    annotate.set_defaults(run=lambda chosen: _annotate(chosen, model_answers))


def annotation_folder(settings: Settings, given: Path | None) -> Path:
    """Where items and labels are."""
    return given or settings.state / "annotations"


def _annotate(chosen: argparse.Namespace, model_answers: ModelAnswers) -> int:
    try:
        return _open(chosen, Settings.from_env(), model_answers)
    except (AnnotationError, PackError) as error:
        print(f"python -m game: {error}", file=sys.stderr)
        return 1


def _open(chosen: argparse.Namespace, settings: Settings, model_answers: ModelAnswers) -> int:
    gazetteer, folder = Gazetteer.load(), annotation_folder(settings, chosen.folder)
    pack = load_pack(settings.pack, gazetteer, settings.state, settings.longest_seconds)
    clips = {clip.key: clip for clip in pack.clips}
    people = of_people(settings.database_url, pack.name, clips)
    models = model_answers(settings.answers, clips)
    answers = [*people, *models]
    file = label_file(folder, chosen.rater)
    asked = of_people(settings.database_url, pack.name, clips, chosen.study) if chosen.study else people
    sample = _sample(chosen, folder, pack.name, wrong([*asked, *models], clips, gazetteer))
    sample = sample.without_withdrawn(one.source for one in people)
    write_sample(folder, sample)
    by_source = {(one.entrant, one.source): one for one in answers}
    items = _items(chosen, folder, sample, by_source)
    with LabelFile(file) as labels:
        _serve(chosen, items, by_source, clips, labels, gazetteer)
    print(f"{file}: {sum(item.id in labels.labels for item in items):,} of {len(items):,} labelled")
    return 0


def _sample(chosen: argparse.Namespace, folder: Path, pack: str, candidates: Sequence[Candidate]) -> Sample:
    """The sample of the folder, or a new one."""
    given = {"each": chosen.each, "seed": chosen.seed, "entrants": chosen.entrants, "study": chosen.study}
    if (folder / FILE).exists():
        sample = read_sample(folder)
        other = [name for name, value in given.items() if value not in (None, sample.options[name])]
        if other or pack != sample.options["pack"]:
            what = ", ".join(f"--{name}" for name in other) or "another pack"
            raise AnnotationError(f"{folder}: the sample was drawn without {what}; name another --folder")
        return sample
    options = {**given, "each": chosen.each or EACH, "seed": SEED if chosen.seed is None else chosen.seed}
    drawn = draw(_chosen(candidates, chosen), options["each"], options["seed"], options | {"pack": pack})
    if not drawn.items:
        raise AnnotationError("there are no wrong answers with reasons to rate")
    for name, number in counts(drawn.items):
        print(f"{number:>6,} {name}")
    return drawn


def _chosen(candidates: Sequence[Candidate], chosen: argparse.Namespace) -> list[Candidate]:
    if chosen.entrants is None:
        return list(candidates)
    known = {name for one in candidates for name in (one.entrant, one.entrant.partition("/")[2])}
    unknown = [name for name in chosen.entrants if name not in known]
    if unknown:
        raise AnnotationError(
            f"no wrong answers of {', '.join(unknown)}; there are some of {_named(candidates)}"
        )
    return [one for one in candidates if {one.entrant, one.entrant.partition("/")[2]} & set(chosen.entrants)]


def _named(candidates: Sequence[Candidate]) -> str:
    return ", ".join(sorted({one.entrant for one in candidates})) or "nobody"


def _items(chosen: argparse.Namespace, folder: Path, sample: Sample, answers: Answers) -> list[Item]:
    """In the rater's order, those whose recording and text are here."""
    items = [item for item in sample.items if (item.entrant, item.source) in answers]
    if len(items) < len(sample.items):
        print(f"{len(sample.items) - len(items):,} answers are not here, and are left out", file=sys.stderr)
    if chosen.disputed:
        first, second = (read_labels(label_file(folder, rater)) for rater in chosen.disputed)
        items = [item for item in items if first.get(item.id) != second.get(item.id)]
    return in_order(items, int(str(sample.options["seed"])), chosen.rater)


def _serve(
    chosen: argparse.Namespace,
    items: Sequence[Item],
    answers: Answers,
    clips: Mapping[str, Clip],
    labels: LabelFile,
    gazetteer: Gazetteer,
) -> None:
    import uvicorn  # the other commands do without a server

    from game.annotation.rating import Rating
    from game.annotation.server import HOST, annotation_app

    token = secrets.token_urlsafe(24)
    app = annotation_app(Rating(items, answers, clips, labels, gazetteer), token)
    with socket.create_server((HOST, chosen.port)) as listening:
        address = f"http://{HOST}:{listening.getsockname()[1]}/?token={token}"
        print(f"{address}\nCtrl+C ends; every label is kept.", flush=True)
        if not chosen.no_browser:
            webbrowser.open(address)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, ws="none")
        uvicorn.Server(config).run([listening])


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


_at_least_one.__name__ = "whole number from 1 up"
