"""The HTTP API: routes, request checks, rate limits and the files a browser loads."""

__all__ = [
    "audio_response",
    "daily_routes",
    "docs_page",
    "duel_routes",
    "earlier_players",
    "gateway",
    "json_response",
    "page_proof",
    "party_routes",
    "personal_routes",
    "player_routes",
    "problems",
    "rate_limits",
    "request_limits",
    "routes",
    "shared_limits",
    "sharing_routes",
    "spatial_routes",
    "static_files",
    "tokens",
]
