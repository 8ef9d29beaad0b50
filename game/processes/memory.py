"""The memory of a process: what it frees goes back to the system, and what it does not need stays out.

Three things hold memory for nothing in an idle process: pyarrow's own allocator keeps what it has freed,
glibc keeps some for each thread that ever allocated, and pyarrow imports pandas merely because it is there.
`ALLOCATORS` mends the first two if it is in the environment when a process starts; `use_system_allocator`
mends the first in a process that runs already.
"""

import ctypes
import os
import sys
from importlib.abc import MetaPathFinder

ALLOCATORS = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}

_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's


def use_system_allocator() -> None:
    """Have pyarrow allocate as all else does, from now on, unless the host has chosen its allocator."""
    import pyarrow

    if "ARROW_DEFAULT_MEMORY_POOL" not in os.environ:
        pyarrow.set_memory_pool(pyarrow.system_memory_pool())


def can_give_back() -> bool:
    """Whether this system's C library can."""
    return _trim is not None


def give_back() -> None:
    """Give freed memory back to the system, as far as the C library can."""
    if _trim is not None:
        _trim(0)


def leave_out_pandas() -> None:
    """Keep pyarrow from importing pandas in this process, 28 MB that it only looks for frames with.

    Only for worker processes whose code uses no pandas: importing it fails afterwards.
    """
    sys.meta_path.insert(0, _NoPandas())


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is left out of this process", name=fullname)
