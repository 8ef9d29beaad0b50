"""Players: pseudonymous identities, consent, answers about themselves, and withdrawal."""

__all__ = [
    "background",
    "background_fields",
    "consent",
    "consent_versions",
    "copies",
    "country_languages",
    "earlier_names",
    "host_key",
    "identity",
    "languages",
    "withdrawals",
]
