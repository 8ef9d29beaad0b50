"""Bringing recordings and answers in from where they are published."""
