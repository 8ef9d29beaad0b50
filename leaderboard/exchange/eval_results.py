"""`.eval_results`: a result in the repository of a model on the Hub, for its page and the benchmark's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml
from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml

from game.atomic_write import write_whole
from game.setting_types import dataset
from leaderboard.exchange.errors import ResultsError
from leaderboard.exchange.model_results import ModelResults

FOLDER = ".eval_results"


@dataclass(frozen=True, kw_only=True)
class HubBenchmark:
    """Where the result belongs, and where it is from.

    Attributes
    ----------
    dataset : str
        The benchmark's dataset on the Hub, ``owner/name``.
    task : str
        The task's id in that dataset's `eval.yaml`.
    revision : str or None
        The commit of the dataset that was evaluated on.
    source_url : str or None
        Where the answers can be seen.
    """

    dataset: str
    task: str
    revision: str | None = None
    source_url: str | None = None
    source_name: str | None = None
    notes: str | None = None


def write_eval_results(results: ModelResults, benchmark: HubBenchmark, date: str | None, out: Path) -> Path:
    """Write the GeoScore as `.eval_results/TASK.yaml` into a model's repository.

    Parameters
    ----------
    date : str or None
        When the model answered, ISO 8601.
    out : Path
        The repository's folder.

    Raises
    ------
    ResultsError
        If an argument is not what the Hub takes.
    OSError
    """
    for problem in _problems(benchmark, date):
        raise ResultsError(problem)
    entry = EvalResultEntry(
        dataset_id=benchmark.dataset,
        task_id=benchmark.task,
        value=results.figures["geoscore"],
        dataset_revision=benchmark.revision,
        date=date,
        source_url=benchmark.source_url,
        source_name=benchmark.source_name,
        notes=_notes(results, benchmark),
    )
    file = out / FOLDER / f"{benchmark.task}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    entries = eval_result_entries_to_yaml([entry])
    write_whole(file, [yaml.safe_dump(entries, sort_keys=False, allow_unicode=True).encode()])
    return file


def _problems(benchmark: HubBenchmark, date: str | None) -> Iterator[str]:
    try:
        dataset(benchmark.dataset)
    except ValueError:
        yield f"--dataset {benchmark.dataset}: give owner and name of a dataset on the Hub."
    if not benchmark.task.replace("-", "_").isidentifier():
        yield f"--task-id {benchmark.task}: use letters, digits, - and _."
    if benchmark.source_name and not benchmark.source_url:
        yield "--source-name needs --source-url."
    if benchmark.source_url and not benchmark.source_url.startswith(("https://", "http://")):
        yield f"--source-url {benchmark.source_url}: give an address that begins with https://."
    if date and not _is_iso(date):
        yield f"--date {date}: give a date such as 2027-01-31."


def _is_iso(date: str) -> bool:
    try:
        datetime.fromisoformat(date)
    except ValueError:
        return False
    return True


def _notes(results: ModelResults, benchmark: HubBenchmark) -> str:
    """What a number alone does not say."""
    low, high = results.intervals.get("geoscore", (None, None))
    interval = "" if low is None else f", 95% interval {low:.0f} to {high:.0f}"
    figures = results.figures
    counted = f"{figures['n']:,.0f} of {len(results.clips):,} clips, {figures['reject_rate']:.1%} refusals"
    said = f"GeoScore, 0 to 5,000{interval}; {counted}"
    return f"{benchmark.notes}; {said}" if benchmark.notes else said
