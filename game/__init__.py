"""The game: everything between a player and a stored guess."""

__version__ = "0.1.0"
