"""The world's places, read as this module is imported: forked processes have them at their start."""

import sys

from game.geo.gazetteer import Gazetteer
from game.geo.towns import Towns

IMPORTED = frozenset(sys.modules)  # by whoever loads this last, before scipy comes with the places
Gazetteer.load()
Towns.load()
