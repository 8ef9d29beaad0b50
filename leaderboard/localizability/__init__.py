"""How strongly each sound helps a model to tell where it is, or leads it astray: AGL1K, 3.3."""
