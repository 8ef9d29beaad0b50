"""Who participants are to a panel: kept apart from their answers, encrypted, and deleted after a set time."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from game.store.tables import participant_ids, participants

if TYPE_CHECKING:  # cryptography takes 10 MB, and few hosts have panels
    from cryptography.fernet import Fernet

DAY_SECONDS = 86_400
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is kept of a participant under the host's key.

    Attributes
    ----------
    parameters : mapping of str to str
        The link's parameters that the study file names, as they came.
    token : str
        The participant's token, so that the same link leads to the same participant on any device.
    """

    parameters: Mapping[str, str]
    token: str


class PanelIds:
    """Seals and finds panel ids.

    Parameters
    ----------
    host_key : bytes
        The host's key. With another one, nobody is found any more.
    """

    def __init__(self, host_key: bytes) -> None:
        self._host_key = host_key

    @cached_property
    def _lookup_key(self) -> bytes:
        return _derived(self._host_key, b"earwitness panel ids: lookup")

    @cached_property
    def _fernet(self) -> "Fernet":
        from cryptography.fernet import Fernet

        key = _derived(self._host_key, b"earwitness panel ids: sealing")
        return Fernet(base64.urlsafe_b64encode(key))

    def lookup(self, study: str, panel_id: str) -> str:
        """The name under which a panel id is found: a keyed hash of it and the study."""
        return hmac.digest(self._lookup_key, f"{study}\n{panel_id}".encode(), hashlib.sha256).hex()

    def add(self, connection: Connection, lookup: str, participant: str, kept: Sealed, until: float) -> None:
        """Keep a participant's panel id until a time, in seconds since 1970."""
        content = json.dumps({"parameters": dict(kept.parameters), "token": kept.token})
        sealed = self._fernet.encrypt(content.encode())
        connection.execute(
            insert(participant_ids).values(
                lookup=lookup, participant=participant, sealed=sealed, forget_at=until
            )
        )

    def of_study(self, connection: Connection, study: str) -> dict[str, Sealed]:
        """What is still kept of a study's participants, by their ids: for paying them."""
        joined = select(participant_ids.c.participant, participant_ids.c.sealed).join(participants)
        rows = connection.execute(joined.where(participants.c.study == study))
        return {id_: self._opened(sealed) for id_, sealed in rows if sealed is not None}

    def find(self, connection: Connection, lookup: str) -> tuple[str, Sealed | None] | None:
        """The id of the participant with a panel id, and what is kept; None when there is no such one.

        Nothing is kept of those who have withdrawn but that they did.
        """
        found = select(participant_ids.c.participant, participant_ids.c.sealed)
        row = connection.execute(found.where(participant_ids.c.lookup == lookup)).first()
        if row is None:
            return None
        return row.participant, None if row.sealed is None else self._opened(row.sealed)

    def _opened(self, sealed: bytes) -> Sealed:
        return Sealed(**json.loads(self._fernet.decrypt(sealed)))


def forget_expired(connection: Connection, now: float) -> int:
    """Delete the panel ids whose time is over, and give how many."""
    return connection.execute(delete(participant_ids).where(participant_ids.c.forget_at <= now)).rowcount


def _derived(host_key: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose).derive(host_key)
