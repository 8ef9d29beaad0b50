"""Worker processes that run beside the game, restarted when they die and stopped with it."""

__all__ = [
    "deadline",
    "fetch_process",
    "lifetime",
    "memory",
    "publish_process",
    "state_folder",
    "supervisor",
    "worker_pool",
]
