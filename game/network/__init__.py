"""Calls to servers that others lead us to: public addresses only, and bodies of a bounded size."""

__all__ = ["bounded_body", "errors", "guarded_network"]
