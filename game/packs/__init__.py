"""Packs: folders of clips in their formats, found, read and checked."""

__all__ = [
    "agl1k",
    "clip",
    "hub_address",
    "hub_pack",
    "loading",
    "longest",
    "manifest",
    "origin",
    "pack",
    "random_sample",
    "table",
    "table_text",
]
