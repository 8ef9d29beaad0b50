"""How fast the game is, measured against the simplest thing that could do the same."""
