"""Scenes: sound fields around a listener, and the questions about them."""

__all__: list[str] = []
