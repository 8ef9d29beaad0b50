"""The HTTP API stays what programs were written for: `contract.json` is it, without its describing texts.

To change the API on purpose, run `python -m tests.game.api.test_contract` and commit the new file.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders.running_game import running

CONTRACT = Path(__file__).with_name("contract.json")
TEXTS = {"description", "summary", "title", "version"}


def contract(state: Path) -> dict[str, Any]:
    with running(state, EARWITNESS_LEADERBOARD="on") as client:
        return dict(without_texts(client.get("/api/openapi.json").json()))


def without_texts(part: Any) -> Any:
    """A part of an OpenAPI document without its texts; fields that are called so stay."""
    if isinstance(part, list):
        return [without_texts(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: without_texts(value)
        for key, value in part.items()
        if not (key in TEXTS and isinstance(value, str))
    }


@pytest.mark.slow
def test_the_http_api_is_the_one_that_programs_were_written_for(tmp_path: Path) -> None:
    assert contract(tmp_path) == json.loads(CONTRACT.read_text())


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        CONTRACT.write_text(json.dumps(contract(Path(folder)), indent=1) + "\n")
