"""The daily: five clips that are the same for everybody on a UTC day, streaks, and how everybody did."""

__all__ = ["calendar", "daily_kind", "daily_service"]
