"""Write continents.csv: each country's continent in AGL1K, and the one shown to players.

    pip download --no-deps pycountry-convert==0.7.2 --dest DIR
    python data/build/continents.py DIR/pycountry_convert-0.7.2-py3-none-any.whl

The script reads the package's two tables as data; none of its code runs.
"""

import ast
import csv
import sys
import zipfile
from pathlib import Path

import pycountry

TARGET = Path(__file__).parents[1] / "continents.csv"
# Missing in the package. Players see a continent everywhere; scoring keeps the gaps.
SHOWN = {
    "AQ": "Antarctica",
    "EH": "Africa",
    "PN": "Oceania",
    "SX": "North America",
    "TF": "Antarctica",
    "TL": "Asia",
    "UM": "Oceania",
    "VA": "Europe",
    "XK": "Europe",
}


def read_table(wheel: zipfile.ZipFile, module: str, variable: str) -> dict[str, str]:
    """Read a dict literal out of a module's text."""
    tree = ast.parse(wheel.read(f"pycountry_convert/{module}.py"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == variable:
            table: dict[str, str] = ast.literal_eval(node.value)
            return table
    raise SystemExit(f"{module} holds no {variable}: is this pycountry_convert 0.7.2?")


def continent_rows(wheel: zipfile.ZipFile) -> list[tuple[str, str, str]]:
    """A row for every current country code: the code, AGL1K's continent or an empty string, the shown one."""
    codes = read_table(wheel, "convert_country_alpha2_to_continent_code", "COUNTRY_ALPHA2_TO_CONTINENT_CODE")
    names = read_table(wheel, "convert_continent_code_to_continent_name", "CONTINENT_CODE_TO_CONTINENT_NAME")
    in_use = sorted({country.alpha_2 for country in pycountry.countries} | {"XK"})
    found = {code: names[codes[code]] for code in in_use if code in codes}
    return [(code, found.get(code, ""), found.get(code) or SHOWN[code]) for code in in_use]


def main() -> None:
    """Write the file from the wheel named on the command line."""
    with zipfile.ZipFile(sys.argv[1]) as wheel, TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country_code", "continent", "shown_continent"))
        writer.writerows(continent_rows(wheel))


if __name__ == "__main__":
    main()
