"""Recordings: what is heard of them, sealed, measured and served."""
