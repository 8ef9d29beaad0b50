"""Measures how fast the game is, compared with the simplest program that does the same job."""
