"""TWNM's own items: first-order recordings of others, read, understood and decoded for headphones."""

__all__ = ["conventions", "decoding", "hub_benchmark", "rows", "samples", "twnm_pack"]
