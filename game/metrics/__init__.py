"""Metrics for Prometheus: what is counted, what is read at each scrape, and where they are served."""

__all__ = ["game_metrics", "game_state", "worker"]
