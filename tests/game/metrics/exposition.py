"""Expositions, read as Prometheus reads them."""

from dataclasses import dataclass
from typing import Any

import httpx
from fastapi.testclient import TestClient
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

TOKEN = "a token that nobody guesses"
OPENMETRICS = "application/openmetrics-text; version=1.0.0"


@dataclass(frozen=True)
class Exposition:
    """What a scrape gave."""

    text: str
    families: dict[str, Metric]

    def values(self, name: str) -> dict[str, float]:
        """The values of a metric with one label, by its value."""
        return {",".join(labels.values()): value for labels, value in self.samples(name)}

    def value(self, name: str, **labels: str) -> float:
        """The value of the one series with these labels."""
        [found] = [value for own, value in self.samples(name) if labels.items() <= own.items()]
        return found

    def samples(self, name: str) -> list[tuple[dict[str, str], float]]:
        return [
            (sample.labels, sample.value)
            for family in self.families.values()
            for sample in family.samples
            if sample.name == name
        ]


def read(reply: Any) -> Exposition:
    """Parse a reply in the format that it names."""
    assert reply.status_code == 200, reply.text
    is_openmetrics = reply.headers["content-type"].startswith("application/openmetrics-text")
    families = (parse_openmetrics if is_openmetrics else parse_text)(reply.text)
    return Exposition(reply.text, {family.name: family for family in families})


def scrape(client: TestClient | httpx.Client, accept: str = "", token: str = TOKEN) -> Exposition:
    """Ask for `/metrics` with a token."""
    return read(client.get("/metrics", headers={"Authorization": f"Bearer {token}", "Accept": accept}))
