"""What the tests of studies share: one study that was really played."""

import pytest

from tests.builders.played_study import PlayedStudy, play_study


@pytest.fixture(scope="package")
def played(tmp_path_factory: pytest.TempPathFactory) -> PlayedStudy:
    return play_study(tmp_path_factory.mktemp("played"))
