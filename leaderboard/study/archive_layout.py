"""Where everything lies in the archive of a study."""

import re

FORMAT = 1
FACTS = "archive.json"
STUDY = "study.json"
FLOW = "flow.json"
PREREGISTRATION = "preregistration.json"
DICTIONARY = "columns.csv"
README = "README.md"
DESCRIPTION = "dataset_description.json"  # of Psych-DS
IGNORE = ".psychds-ignore"  # of Psych-DS: what its validator does not look at
SUMS = "SHA256SUMS"
PARQUET = "parquet"

_NO_LETTER = re.compile("[^a-z0-9]")


def consent(language: str) -> str:
    """Path of the consent text in a language."""
    return f"consent.{language}.md"


def csv(study: str, table: str) -> str:
    """Path of a table as CSV, named by the rules of Psych-DS: only letters and digits in a value."""
    return f"data/study-{_NO_LETTER.sub('', study)}_description-{table}_data.csv"


def parquet(table: str) -> str:
    """Path of a table as Parquet."""
    return f"{PARQUET}/{table}.parquet"
