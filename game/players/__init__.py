"""Players: pseudonymous identities, consent, answers about themselves, and withdrawal."""

__all__ = [
    "background_fields",
    "consent",
    "consent_versions",
    "copies",
    "earlier_names",
    "host_key",
    "identity",
    "languages",
    "withdrawals",
]
