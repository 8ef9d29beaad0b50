"""Questions about scenes, made from what is known about them."""

__all__ = ["asking", "relative"]
