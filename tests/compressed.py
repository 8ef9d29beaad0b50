"""The page's files, compressed as this module is imported: forked servers have them at their start."""

from game.api.static_files import StaticFiles

StaticFiles().prepare()
