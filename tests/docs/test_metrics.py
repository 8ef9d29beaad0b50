"""The page about metrics against what the game exposes."""

from pathlib import Path

from tests.builders.running_game import Player, running
from tests.docs.test_docs import code, table
from tests.game.metrics.exposition import TOKEN, scrape


def test_every_metric_is_explained_and_no_other(tmp_path: Path) -> None:
    with running(tmp_path, EARWITNESS_METRICS_TOKEN=TOKEN, EARWITNESS_RATE_LIMIT="on") as client:
        Player(client).start()
        families = scrape(client).families.values()
    explained = {row[0]: row[1:] for row in table("docs/metrics.md", "metric")}
    exposed = {code(f.name + "_total" * (f.type == "counter")): f for f in families}
    assert explained.keys() == exposed.keys()
    for name, (kind, labels, meaning) in explained.items():
        assert kind == exposed[name].type and meaning, name
        for sample in exposed[name].samples:
            assert {code(label) for label in sample.labels} - {"`le`"} == set(
                filter(None, labels.split(", "))
            )
