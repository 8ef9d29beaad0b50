"""What is counted while the game runs, in a registry of its own."""

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
JOBS = (1, 2, 4, 8, 16, 32, 64, 128)  # the last is the writer's limit


class Instruments:
    """Counters and histograms of this process."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # more series, of no use to Prometheus
        self.registry = CollectorRegistry(auto_describe=False)
        counter, histogram = self._counter, self._histogram
        self.requests = counter("requests", "Requests that were answered.", "route", "method", "status")
        self.request_seconds = histogram(
            "request_seconds", "Seconds from a request to the beginning of its answer.", SECONDS, "route"
        )
        self.commits = counter("commits", "Transactions that the writer committed.")
        self.commit_seconds = histogram(
            "commit_seconds", "Seconds that a transaction took, with its commit.", SECONDS
        )
        self.batch_jobs = histogram("batch_jobs", "Jobs in a transaction.", JOBS)
        self.guesses = counter("guesses", "Guesses stored, and answers around the head.", "mode")
        self.rate_limited = counter("rate_limited", "Requests refused by a rate limit.", "limit")

    def note_commit(self, jobs: int, seconds: float) -> None:
        """Count a transaction."""
        self.commits.inc()
        self.commit_seconds.observe(seconds)
        self.batch_jobs.observe(jobs)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"earwitness_{name}", meaning, labels, registry=self.registry)

    def _histogram(self, name: str, meaning: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"earwitness_{name}", meaning, labels, registry=self.registry, buckets=buckets)
