"""The sentences of all output files, by their English words, from which the game makes other languages."""

import orjson

from game.json_types import Json
from game.translations import ENGLISH, LANGUAGES
from leaderboard.sentences import Told, in_language, sentences_in
from leaderboard.worker.output_files import SENTENCES, Held, OutputFiles

MOST_KEPT = 256  # translated files


def write_sentences(outputs: OutputFiles, *bodies: object) -> None:
    """Write what the sentences of some files are made from, before the files themselves are written."""
    outputs.put(SENTENCES, orjson.dumps({str(one): one.told for one in sentences_in(bodies)}))


def translated(language: str, body: Json) -> Json:
    """An answer with its sentences in a language; in English if there is no such language."""
    told = {str(one): one.told for one in sentences_in(body)} if language in LANGUAGES else {}
    answer: Json = in_language(language, body, told)
    return answer


class TranslatedFiles:
    """Output files of JSON in any language of the page; each is translated once for each of its versions."""

    def __init__(self, outputs: OutputFiles) -> None:
        self._outputs = outputs
        self._told: tuple[str, dict[str, Told]] = "", {}
        self._made: dict[tuple[str, str], tuple[tuple[str, str], Held]] = {}

    def get(self, name: str, language: str) -> Held | None:
        """The file, or None if it does not exist; in English where its sentences are not known."""
        held, sentences = self._outputs.get(name), self._outputs.get(SENTENCES)
        if held is None or sentences is None or language == ENGLISH or language not in LANGUAGES:
            return held
        version = held.etag, sentences.etag
        known = self._made.get((name, language))
        if known is None or known[0] != version:
            if len(self._made) >= MOST_KEPT:
                self._made.clear()
            known = self._made[name, language] = version, self._translated(held, sentences, language)
        return known[1]

    def _translated(self, held: Held, sentences: Held, language: str) -> Held:
        try:
            if self._told[0] != sentences.etag:
                self._told = sentences.etag, orjson.loads(sentences.body)
            body: Json = in_language(language, orjson.loads(held.body), self._told[1])
        except (ValueError, LookupError, TypeError):  # written by another version: the next count replaces it
            return held
        return Held.of(orjson.dumps(body))
