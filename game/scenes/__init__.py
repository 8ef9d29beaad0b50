"""Scenes: sound fields around a listener, and the questions about them."""

__all__ = ["directions", "item", "item_texts", "points", "scene", "scene_loading", "scene_pack"]
