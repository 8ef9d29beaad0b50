"""The HTTP server: connections kept within limits, and a stop within a set time."""

__all__ = [
    "background",
    "connections",
    "date_header",
    "memory",
    "protocol",
    "run",
]
