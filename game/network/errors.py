"""Why a response is not taken."""


class Unacceptable(Exception):
    """Another try would be useless; the message says why."""


class PrivateAddress(Unacceptable):
    """A host is in this network, and nobody has named it."""


class TooLarge(Unacceptable):
    """A body is larger than anything that was asked for."""


class DamagedBody(Exception):
    """A body cannot be unpacked; the next try may bring the right bytes."""
