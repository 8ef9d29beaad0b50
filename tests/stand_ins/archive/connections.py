"""Connections that can drop in the middle of a response; the same as the stand-in Hub's."""

from tests.stand_ins.hub.connections import Protocol, close, cut

__all__ = ["Protocol", "close", "cut"]
