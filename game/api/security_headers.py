"""Security headers of every reply."""

from urllib.parse import urlsplit

from game.settings import Settings

HUB = "https://huggingface.co"  # shows Spaces in frames


def security_headers(settings: Settings) -> dict[str, str]:
    """The headers by name. The tile host, if any, is the only foreign source of images."""
    policy = {
        "default-src": "'self' data: blob:",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": _image_sources(settings),
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": _frame_ancestors(settings),
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    }


def _image_sources(settings: Settings) -> str:
    own = "'self' data: blob:"
    if not settings.tiles:
        return own
    parts = urlsplit(settings.tiles.url)
    return f"{own} {parts.scheme}://{parts.netloc.replace('{s}', '*')}"


def _frame_ancestors(settings: Settings) -> str:
    """Who may show the page in a frame: the Hub, the game's own Space, and whom the host names."""
    space = (f"https://{settings.space_host}",) if settings.space_host else ()
    return " ".join(("'self'", HUB, *space, *settings.frame_origins))
