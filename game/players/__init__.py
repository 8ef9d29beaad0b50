"""Players: pseudonymous identities, consent, answers about themselves, and withdrawal."""

__all__ = [
    "background_fields",
    "consent",
    "host_key",
    "identity",
    "languages",
    "withdrawals",
]
