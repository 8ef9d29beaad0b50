"""The dataset's Croissant file, which describes its files, tables and columns to machines."""

import json

from game import __version__
from game.columns import Column, Kind
from game.json_types import Json
from game.publishing import card
from game.publishing.codebook import FILES, TABLES
from game.publishing.counts import Counts
from game.settings import Settings

NAME = "croissant.json"


_TYPES: dict[Kind, str] = {
    "str": "sc:Text",
    "int": "sc:Integer",
    "float": "sc:Float",
    "bool": "sc:Boolean",
    "date": "sc:Date",
    "list[str]": "sc:Text",
}
_TERMS = (
    *("annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes"),
    *("extract", "field", "fileProperty", "fileObject", "fileSet", "format", "includes", "isArray"),
    *("isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "readLines", "recordSet"),
    *("references", "regex", "repeated", "replace", "samplingRate", "sdVersion", "separator", "source"),
    *("subField", "transform", "unArchive", "value"),
)
# The specification's context, with what mlcroissant has beside it: readers warn of one that lacks a term.
_CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "name": {"@container": "@language"},
    "description": {"@container": "@language"},
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS},
}
_REPOSITORY = {"@id": "repository"}


def croissant(counts: Counts, settings: Settings) -> str:
    """Describe the dataset as JSON-LD of Croissant 1.1.

    Parameters
    ----------
    counts : Counts
        Gives the published tables, and the day of the newest guess.
    """
    address = card.address(settings)
    dataset: Json = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": settings.dataset.rpartition("/")[2],
        "description": card.SUMMARY,
        "url": address,
        "license": settings.licence.url,
        "creator": {
            "@type": "sc:Organization",
            "name": card.creator(settings),
            "url": address,
        },
        "version": __version__,
        "sdVersion": __version__,
        "citeAs": card.citation(counts, settings),
        "keywords": list(card.TAGS),
        "isLiveDataset": True,
        "distribution": [_repository(settings), *map(_files, counts.tables)],
        "recordSet": [_table(name) for name in counts.tables],
    }
    if counts.last_day:
        dataset["datePublished"] = dataset["dateModified"] = counts.last_day.isoformat()
    return json.dumps(dataset, indent=1, ensure_ascii=False) + "\n"


def _repository(settings: Settings) -> Json:
    return {
        "@type": "cr:FileObject",
        **_REPOSITORY,
        "name": "repository",
        "description": "The dataset's repository on the Hub.",
        "contentUrl": card.address(settings),
        "encodingFormat": "git+https",
    }


def _files(table: str) -> Json:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table}-files",
        "name": f"{table}-files",
        "description": f"The table {table} in Parquet format.",
        "containedIn": _REPOSITORY,
        "encodingFormat": "application/x-parquet",
        "includes": FILES[table],
    }


def _table(table: str) -> Json:
    key = {"guesses": "round", "players": "player", "spatial": "trial"}[table]
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": card.TABLES[table],
        "key": {"@id": f"{table}/{key}"},
        "field": [_field(table, column) for column in TABLES[table]],
    }


def _field(table: str, column: Column) -> Json:
    unit = f" Unit: {column.unit}." if column.unit else ""
    blank = f" Blank when {column.blank}." if column.blank else ""
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column.name}",
        "name": column.name,
        "description": f"{column.meaning}.{unit}{blank}",
        "dataType": _TYPES[column.kind],
        **({"isArray": True, "arrayShape": "-1"} if column.kind == "list[str]" else {}),
        "source": {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": column.name}},
    }
