"""Around the head: questions about scenes dealt, answered and scored, and checks of headphones."""

__all__ = ["checks", "commands", "judging", "spatial_service", "trial_queries", "trials"]
