"""All rows of one database in another one, so that what is read of both can be compared."""

from contextlib import ExitStack

from sqlalchemy import insert, select

from game.store.database import working_engine
from game.store.spatial_tables import ALL


def copy_rows(source: str, target: str) -> None:
    """Copy every row, whatever kinds of databases these are; the second one has none yet."""
    with ExitStack() as open_:
        engines = [working_engine(url) for url in (source, target)]
        for engine in engines:
            open_.callback(engine.dispose)
        reading, writing = (open_.enter_context(engine.begin()) for engine in engines)
        for table in ALL.sorted_tables:
            if found := [dict(row) for row in reading.execute(select(table)).mappings()]:
                writing.execute(insert(table), found)
