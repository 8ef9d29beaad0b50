"""All entrants on one pack: people, their crowd and best tenth, models, baselines."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from game.settings import Settings
from leaderboard.entrants.baselines import SEED, baseline_entrants
from leaderboard.entrants.best_tenth import BestTenth
from leaderboard.entrants.crowd import Crowds, crowd_entrants, find_crowds
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.humans import People, played_enough
from leaderboard.entrants.models import ModelAnswers, entrant, find_models, read_models
from leaderboard.entrants.robustness import robustness_entrants
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.guesses import Guesses, no_guesses
from leaderboard.guesses.reader import read_rounds
from leaderboard.scoring.rows import Floats

PEOPLE, EVERYONE, CROWD = "human", "human/by-clip", "crowd"


class Roster:
    """The entrants, updated at the cost of what is new.

    Parameters
    ----------
    answers : Path or None
        Folder of models' answers, laid out like AGL1K's.

    Attributes
    ----------
    guesses : Guesses
        People's guesses at the last update.
    others : Guesses
        The rounds that were left out then.
    models : list of ModelAnswers
        Models with usable answers, best score first.
    problems : list of str
        Sentences on answers that could not be used.
    """

    def __init__(self, benchmark: Benchmark, answers: Path | None) -> None:
        self.benchmark = benchmark
        self.guesses: Guesses = no_guesses()
        self.others: Guesses = no_guesses()
        self.models: Sequence[ModelAnswers] = ()
        self.problems: Sequence[str] = ()
        self._answers = answers
        self._answers_state: object = None
        self._people = People(benchmark.truth, benchmark.rules)
        self._robustness: Sequence[Entrant] = ()
        self._crowds: Crowds = {}
        self._crowd: Sequence[Entrant] = ()
        self._alms: Sequence[Entrant] = ()
        self._baselines: Sequence[Entrant] = ()
        self._best_tenth: BestTenth | None = None
        self._entrants: list[Entrant] | None = None

    @classmethod
    def load(cls, settings: Settings) -> "Roster":
        """Read the pack, the guesses and the answers that the settings name.

        Raises
        ------
        PackError, GazetteerError, StoreError, StoreUnavailable
        """
        benchmark = Benchmark.load(settings)
        roster = cls(benchmark, settings.answers)
        guesses, others = read_rounds(settings.database_url, benchmark)
        roster.set_guesses(guesses, 0, others)
        roster.reload_answers()
        return roster

    def set_guesses(self, guesses: Guesses, kept: int, others: Guesses | None = None) -> None:
        """Replace people's guesses; the first ``kept`` of them are unchanged.

        Parameters
        ----------
        others : Guesses, optional
            The rounds that are left out.
        """
        self._entrants = self._best_tenth = None
        clips = len(self.benchmark.clips)
        responses = guesses.responses
        changed = np.ones(clips, dtype=np.bool_)
        if kept and self._crowds:
            changed = np.bincount(responses.clip[kept:], minlength=clips) > 0
        self._people.update(guesses, kept)
        rng = np.random.default_rng(SEED)
        since = (self._crowds, changed) if self._crowds else None
        self._crowds = find_crowds(responses, clips, self.benchmark.gazetteer, rng, since=since)
        self._crowd = crowd_entrants(self._crowds, self.benchmark.truth, self.benchmark.rules)
        self.guesses, self.others = guesses, others or no_guesses()
        self._robustness = robustness_entrants(
            self.everyone, self.others, self.benchmark.truth, self.benchmark.rules
        )

    def beside(self, guesses: Guesses, others: Guesses) -> "Roster":
        """A roster of the same models and baselines beside other people's guesses."""
        roster = Roster(self.benchmark, None)
        roster.models, roster.problems = self.models, self.problems
        roster._alms, roster._baselines = self._alms, self._baselines
        roster.set_guesses(guesses, 0, others)
        return roster

    def reload_answers(self) -> bool:
        """Read models' answers again if their files have changed; returns whether they have."""
        if self._answers is None or (state := _state_of(self._answers)) == self._answers_state:
            return False
        self._answers_state = state
        self.set_models(read_models(self._answers, self.benchmark.positions, self.benchmark.rules))
        return True

    def set_models(self, models: Sequence[ModelAnswers]) -> None:
        """Replace the models' answers."""
        benchmark = self.benchmark
        entrants = [
            entrant(model, benchmark.truth, benchmark.positions, benchmark.gazetteer, benchmark.rules)
            for model in models
        ]
        pairs = zip(models, entrants, strict=True)
        answered = [(model, measured) for model, measured in pairs if len(measured.rows.clip)]
        self.problems = [problem for model in models for problem in model.problems]
        self.models = [model for model, _ in answered if model.hears]
        self._alms = [measured for _, measured in answered]
        self._entrants = None

    def compute_baselines(self) -> None:
        """Compute the baselines, which takes seconds; the demo has none."""
        benchmark = self.benchmark
        if benchmark.is_synthetic:
            return
        rng = np.random.default_rng(SEED)
        self._baselines = baseline_entrants(benchmark.truth, benchmark.gazetteer, benchmark.rules, rng)
        self._entrants = None

    @property
    def has_baselines(self) -> bool:
        return bool(self._baselines)

    @property
    def best_tenth(self) -> BestTenth | None:
        """The best tenth of people; None before anybody has played."""
        everyone = self.everyone
        if self._best_tenth is None and everyone is not None:
            self._best_tenth = BestTenth.of(everyone, self.guesses.order)
        return self._best_tenth

    @property
    def people(self) -> Entrant | None:
        """The people of the main row, each counting once; None until somebody has played enough."""
        return self._row_of_people(PEOPLE)

    @property
    def everyone(self) -> Entrant | None:
        """All people's guesses, in the order of `guesses`; None before anybody has played."""
        return self._row_of_people(EVERYONE)

    @property
    def seconds_heard(self) -> Floats:
        """How long people listened, one per row of `people`; NaN where unknown."""
        seconds: Floats = self.guesses.seconds_heard[played_enough(self.guesses)]
        return seconds

    @property
    def crowd_km(self) -> Mapping[int, float]:
        """By position of a clip, how far off the whole crowd's point is."""
        whole = next((row for row in self._crowd if row.key == CROWD), None)
        if whole is None:
            return {}
        return dict(zip(whole.rows.clip.tolist(), whole.rows.distance_km.tolist(), strict=True))

    def _row_of_people(self, key: str) -> Entrant | None:
        return next((row for row in self._people.entrants() if row.key == key), None)

    def entrants(self) -> list[Entrant]:
        """All entrants, people first."""
        if self._entrants is None:
            self._entrants = list(self._assembled())
        return self._entrants

    def _assembled(self) -> Iterator[Entrant]:
        yield from self._people.entrants()
        yield from self._robustness
        yield from self._crowd
        best = self.best_tenth.entrant if self.best_tenth else None
        if best is not None and len(best.rows.clip):
            yield best
        yield from self._alms
        yield from self._baselines


def _state_of(folder: Path) -> object:
    """A value that changes whenever an answer file does."""
    files = [file for model in find_models(folder) for file in model.files.values()]
    return [(file, file.stat().st_mtime_ns, file.stat().st_size) for file in files]
