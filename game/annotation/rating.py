"""What a rater sees and does: one answer after the other, labelled, and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from game.annotation.candidates import Candidate
from game.annotation.causes import CAUSES
from game.annotation.items import Item
from game.annotation.labels import LabelFile
from game.geo.gazetteer import Gazetteer, filled_labels
from game.geo.geodesy import distance_km
from game.json_types import Json
from game.packs.clip import Clip


@dataclass(frozen=True)
class Rating:
    """A rater's work.

    Attributes
    ----------
    items : sequence of Item
        In this rater's order.
    answers : mapping of (str, str) to Candidate
        By entrant and source.
    clips : mapping of str to Clip
        By key.
    """

    items: Sequence[Item]
    answers: Mapping[tuple[str, str], Candidate]
    clips: Mapping[str, Clip]
    file: LabelFile
    gazetteer: Gazetteer

    def state(self) -> Json:
        """How far the rater is, and the answer that is open; nothing in it tells who answered."""
        labelled = self.file.labels
        done = sum(item.id in labelled for item in self.items)
        still_open = next((item for item in self.items if item.id not in labelled), None)
        shown = None if still_open is None else self._shown(still_open)
        return {"done": done, "of": len(self.items), "can_undo": bool(labelled), "item": shown}

    def label(self, item: str, cause: str) -> bool:
        """Label an answer; False when there is no such answer or cause."""
        if cause not in CAUSES or self.find(item) is None:
            return False
        if self.file.labels.get(item) != cause:
            self.file.give(item, cause)
        return True

    def find(self, item: str) -> Item | None:
        return next((one for one in self.items if one.id == item), None)

    def _shown(self, item: Item) -> Json:
        answer, clip = self.answers[item.entrant, item.source], self.clips[item.clip]
        lat, lon = answer.lat, answer.lon
        guess = None if lat is None or lon is None else self._point(lat, lon)
        off = None if lat is None or lon is None else round(distance_km(clip.lat, clip.lon, lat, lon))
        truth = self._point(clip.lat, clip.lon)
        return {"id": item.id, "text": answer.text, "guess": guess, "truth": truth, "distance_km": off}

    def _point(self, lat: float, lon: float) -> Json:
        place = self.gazetteer.place(lat, lon)
        return {"lat": lat, "lon": lon, "city": place.city, "country": filled_labels(place.country_code)[0]}
