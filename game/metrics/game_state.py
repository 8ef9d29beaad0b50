"""What is read at each scrape: the state of the game, from memory and one small file."""

from collections.abc import Callable, Iterator, Mapping, Sized
from dataclasses import dataclass

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from game import __version__
from game.api.health import has_recordings
from game.json_types import Json
from game.metrics.playing_now import PlayingNow
from game.metrics.worker import Worker
from game.play.services import Services


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the state is read.

    Attributes
    ----------
    publishing : callable
        Gives what `/readyz` says of publishing; None where nothing is published, or another game does it.
    workers : mapping of str to Worker
        The processes beside the game, by name.
    parties : callable
        Gives how many rooms this process keeps.
    rate_store_up : callable or None
        Whether the store of the rate limits answers; None where each process counts alone.
    """

    services: Services
    publishing: Callable[[], Json | None]
    workers: Mapping[str, Worker]
    parties: Callable[[], int]
    rate_store_up: Callable[[], bool] | None


class GameState(Collector):
    """The state of the game as it was when it was last looked at.

    Attributes
    ----------
    connections : sized or None
        The open connections; None where no server of ours has them.
    """

    def __init__(self, sources: Sources, playing: PlayingNow, modes: tuple[str, ...]) -> None:
        self._sources = sources
        self._playing = playing
        self._modes = modes
        self._seen: list[Metric] = []
        self.connections: Sized | None = None

    def look(self) -> None:
        """Look at the state; in the event loop, where nothing changes meanwhile."""
        self._seen = list(self._look())

    def collect(self) -> list[Metric]:
        """What was seen, for the registry; on any thread."""
        return self._seen

    def _look(self) -> Iterator[Metric]:
        yield _gauge("build_info", "The version that runs.", "version", {__version__: 1})
        yield from self._about_play()
        yield from self._about_store()
        yield from self._about_publishing()
        yield from self._about_workers()

    def _about_play(self) -> Iterator[Metric]:
        sources = self._sources
        playing = self._playing.by_mode()
        yield _gauge(
            "players",
            "Players with an open game who were dealt or answered something in the last 5 minutes.",
            "mode",
            {mode: playing.get(mode, 0) for mode in self._modes},
        )
        connections = None if self.connections is None else len(self.connections)
        yield _one("connections", "Open connections of players and programs.", connections)
        yield _one("parties", "Rooms of parties that this process keeps.", sources.parties())
        yield _gauge("clips", "Clips of the host's pack.", "state", _clips(sources.services))

    def _about_store(self) -> Iterator[Metric]:
        store, is_up = self._sources.services.store, self._sources.rate_store_up
        yield _one("writer_waiting", "Jobs that wait for the writer.", store.waiting_jobs)
        yield _one(
            "rate_store_up", "Whether the store of the rate limits answers.", is_up() if is_up else None
        )
        checks = {"store": not store.is_failing, "pack": has_recordings(self._sources.services)}
        yield _gauge("ready", "What /readyz goes by, without writing anything.", "check", checks)

    def _about_publishing(self) -> Iterator[Metric]:
        status = self._sources.publishing() or {}
        state = status.get("state")
        yield _one("publishing_up", "Whether publishing works.", state != "failing" if state else None)
        yield _one(
            "rounds_waiting_to_publish",
            "Closed rounds that are due to be published and are not known to have been.",
            status.get("waiting_rounds"),
        )
        yield _one(
            "last_publish_timestamp_seconds",
            "When guesses were last published, in seconds since 1970.",
            status.get("last_published_at"),
        )

    def _about_workers(self) -> Iterator[Metric]:
        workers = self._sources.workers
        up = {name: is_up for name, worker in workers.items() if (is_up := worker.is_up) is not None}
        yield _gauge("process_up", "Whether a process beside the game runs, or rests.", "process", up)
        restarts = CounterMetricFamily(
            "earwitness_process_restarts",
            "How often a process beside the game ended unasked.",
            labels=["process"],
        )
        for name, worker in workers.items():
            restarts.add_metric([name], worker.restarts)
        yield restarts


def _gauge(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"earwitness_{name}", meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], float(value))
    return family


def _one(name: str, meaning: str, value: float | None) -> Metric:
    """A gauge without labels, and without a value where there is none."""
    family = GaugeMetricFamily(f"earwitness_{name}", meaning)
    if value is not None:
        family.add_metric([], float(value))
    return family


def _clips(services: Services) -> Mapping[str, float]:
    pack = services.pack
    return {
        "playable": len(pack.clips),
        "missing": len(pack.missing),
        "unreadable": len(pack.unreadable),
        "vanished": len(services.active_packs.vanished.among(pack.clips)),
    }
