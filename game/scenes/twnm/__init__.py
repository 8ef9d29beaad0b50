"""TWNM's own items: first-order recordings of others, read, understood and decoded for headphones."""

__all__ = ["answers_export", "conventions", "decoding", "rows", "twnm_pack"]
