"""The kinds of packs, and how each is found and read."""
