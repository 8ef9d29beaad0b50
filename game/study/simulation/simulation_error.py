"""Why a simulation broke off."""


class SimulationError(Exception):
    """The game did not start, or answered a simulated person otherwise than a study's page expects."""
