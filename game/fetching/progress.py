"""The progress of a fetch: a bar on a terminal, a line every half minute elsewhere."""

import time
from collections.abc import Mapping
from types import TracebackType

from tqdm import tqdm

LINE_SECONDS = 30.0  # between two lines


class Progress:
    """Counts bytes and clips.

    Parameters
    ----------
    sizes : mapping of str to int
        Bytes of each clip, estimated.
    """

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self._sizes = dict(sizes)
        self._arrived = dict.fromkeys(sizes, 0)
        self._done = self._missing = 0
        self._printed = time.monotonic()
        self._bar = tqdm(
            desc="Fetching",
            total=sum(sizes.values()),
            unit="B",
            unit_scale=True,
            disable=None,
            dynamic_ncols=True,
        )

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def size(self, key: str, size: int) -> None:
        """Replace the estimate of a clip's bytes."""
        self._bar.total += size - self._sizes[key]
        self._sizes[key] = size

    def arrived(self, key: str, count: int) -> None:
        """Count bytes of a clip; a negative number takes some back."""
        self._arrived[key] += count
        self._bar.update(count)

    def ended(self, key: str, done: bool) -> None:
        """Count a clip as done or missing."""
        self.size(key, self._arrived[key])
        self._done += done
        self._missing += not done
        self._bar.set_postfix_str(self._counts(), refresh=False)
        if self._bar.disable and time.monotonic() - self._printed > LINE_SECONDS:
            self._printed = time.monotonic()
            print(f"Fetched {self._counts()}", flush=True)

    def _counts(self) -> str:
        missing = f", {self._missing:,} missing" if self._missing else ""
        return f"{self._done:,} of {len(self._sizes):,} clips{missing}"
