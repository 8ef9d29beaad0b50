"""One item of the reporting checklist for human baselines by Wei et al. (2025), with its answer."""

from dataclasses import dataclass
from typing import Literal

Answer = Literal["Yes", "Partial", "No", "Unknown", "N/A", "Open"]
Source = Literal["data", "file", "code", "author"]


@dataclass(frozen=True)
class Item:
    """An item.

    Attributes
    ----------
    id : str
        Section and number: ``2.14``.
    asks : str
        What is asked, in short words.
    answer : {"Yes", "Partial", "No", "Unknown", "N/A", "Open"}
        ``Open`` where only the author can know.
    note : str
        What the answer rests on, or what the author has to write.
    source : {"data", "file", "code", "author"}
        Where the answer comes from: the study's rounds and participants, its file, what the program does for
        every study, or the author.
    """

    id: str
    asks: str
    answer: Answer
    note: str
    source: Source


def open_item(id_: str, asks: str, write: str) -> Item:
    """An item that only the author can answer.

    Parameters
    ----------
    write : str
        What to write, as a sentence.
    """
    return Item(id_, asks, "Open", f"Write {write}", "author")


def of_file(id_: str, asks: str, said: str | None, write: str) -> Item:
    """An item that the study's file answers, or leaves to the author."""
    return Item(id_, asks, "Yes", said, "file") if said else open_item(id_, asks, write)
