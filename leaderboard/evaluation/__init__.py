"""Asking models: one question a call, each answer kept before anything else is done with it."""
