"""The certificates that all clients trust."""

import ssl
from functools import cache

import httpx2


@cache
def trusted_certificates() -> ssl.SSLContext:
    """The certificates to trust, for clients of any kind; reading them takes longer than a request.

    They are read once: after a change of their file, or of `SSL_CERT_FILE`, the process has to be started
    anew.
    """
    return httpx2.create_ssl_context()
