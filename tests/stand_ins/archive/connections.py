"""Connections that can be dropped in the middle of an answer, as the stand-in for the Hub drops them."""

from tests.stand_ins.hub.connections import Protocol, close, cut

__all__ = ["Protocol", "close", "cut"]
