"""Preparing rounds while a player reads a reveal: drawn, but no rounds yet.

The page fetches their sound ahead. Nothing else knows of them: they are not open, count nowhere and take no
guess. Dealing turns one into a round when the player goes on; until then the draw stands.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from game.play import prepared_rounds
from game.play.active_packs import ActivePacks
from game.play.allocation import Draw
from game.play.counting import PUBLIC, drawn_as
from game.play.history import History
from game.play.kinds import Chosen
from game.play.rounds import OPEN
from game.random_names import random_name
from game.store.compiled import Row

MOST_PREPARED = 3  # of one player: two tabs and a phone, but no pile of clips to choose the easy ones from
WITHOUT = ("study", "party")  # modes whose rounds begin by rules of their own, or for all at once


def may_prepare(game: Row, in_game: Sequence[Row]) -> bool:
    """Whether a game stands between two rounds that may be prepared."""
    is_between = bool(in_game) and in_game[-1]["status"] != OPEN and len(in_game) < game["length"]
    return is_between and game["mode"] not in WITHOUT


def fits(prepared: Row, chosen: Chosen, taken: set[str]) -> bool:
    """Whether the clip may still be dealt: since it was drawn, the player has met it nowhere else.

    Parameters
    ----------
    chosen : Chosen
        What would be dealt otherwise.
    taken : set of str
        Clips of the game, and of the player's open rounds on its pack.
    """
    key, deck = prepared["clip_key"], chosen.deck
    in_pack = prepared["pack"] == deck.pack.name and bool(deck.mask([key]).any())
    clip = deck.pack.clip(key) if in_pack else None
    is_of_rule = clip is not None and chosen.of_clip(clip) is not None
    return is_of_rule and key not in taken and chosen.known.is_dealt(key) == prepared["dealt_before"]


def _is_drawn_so(prepared: Row, mode: str, columns: Mapping[str, Any]) -> bool:
    """Whether a clip was drawn by the ordinary rule, if its round would count as such."""
    return prepared["mode"] == PUBLIC.mode or drawn_as({"mode": mode, **columns}) != PUBLIC.mode


class Preparing:
    """Prepares rounds, and gives dealing what it prepared.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, active_packs: ActivePacks, clock: Callable[[], float]) -> None:
        self._active_packs = active_packs
        self._clock = clock

    def prepare(self, history: History, game: Row, in_game: Sequence[Row], chosen: Chosen) -> Row | None:
        """The round that is prepared for a game, drawn as `chosen` if there is none yet.

        None when as many are prepared for the player as may be.
        """
        stands = self._standing(history, game, in_game, chosen)
        if stands:
            return stands
        # One that no longer stands may just have been dropped.
        full = game["prepared"] >= MOST_PREPARED
        if full and prepared_rounds.count(history.connection, history.player_id) >= MOST_PREPARED:
            return None
        key = chosen.drawn.clip.key
        values = {
            "round": random_name(),
            "audio": secrets.token_urlsafe(24),
            "player_id": game["player_id"],
            "game": game["game"],
            "mode": drawn_as({"mode": game["mode"], **chosen.columns}),
            "pack": chosen.deck.pack.name,
            "clip_key": key,
            "draw_probability": chosen.drawn.probability,
            "dealt_before": chosen.known.is_dealt(key),
            "bytes_served": 0,
            "prepared_at": self._clock(),
        }
        prepared_rounds.add(history.connection, values)
        return values

    def begin(self, history: History, game: Row, in_game: Sequence[Row], chosen: Chosen) -> Chosen:
        """What was prepared for a game, to be dealt now; `chosen` itself if nothing was."""
        prepared = self._standing(history, game, in_game, chosen)
        if prepared is None:
            return chosen
        prepared_rounds.drop(history.connection, prepared["round"])
        clip = self._active_packs.clip(prepared["pack"], prepared["clip_key"])
        assert clip is not None  # otherwise it would not stand
        so_far = {name: prepared[name] for name in ("round", "audio", "bytes_served", "audio_bytes")}
        drawn = Draw(clip, prepared["draw_probability"])
        return replace(chosen, drawn=drawn, terms={**chosen.terms, **so_far, "was_prepared": True})

    def _standing(self, history: History, game: Row, in_game: Sequence[Row], chosen: Chosen) -> Row | None:
        """What was prepared for a game and may still be dealt; what may not is dropped."""
        if not game["prepared"]:
            return None
        prepared = prepared_rounds.find(history.connection, game, is_first=not in_game)
        if prepared is None:
            return None
        taken = {*history.open_keys(prepared["pack"])}
        clip = self._active_packs.clip(prepared["pack"], prepared["clip_key"])
        is_there = self._active_packs.playable(prepared["pack"], prepared["clip_key"]) is not None
        fits_in = is_there and fits(prepared, chosen, taken | {row["clip_key"] for row in in_game})
        if fits_in and clip and _is_drawn_so(prepared, game["mode"], chosen.of_clip(clip) or {}):
            return prepared
        is_others = clip is not None and chosen.of_clip(clip) is None and prepared["game"] != game["game"]
        if not is_others:  # no game may deal it any more
            prepared_rounds.drop(history.connection, prepared["round"])
        return None
