"""Simulation: a study played by simulated people through HTTP, from the link to the report."""

__all__ = [
    "participant_client",
    "population",
    "schedule",
    "simulate_command",
    "simulated_host",
    "summary",
]
