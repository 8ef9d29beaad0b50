"""Who plays: pseudonymous identities, consent, background and withdrawal."""

__all__ = [
    "background_fields",
    "consent",
    "identity",
    "languages",
    "withdrawals",
]
