"""The engines that work out a dataset's standings: DuckDB, embedded, and Spark."""

import os
import shutil
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

from leaderboard.dataset.dataset_error import DatasetError

if TYPE_CHECKING:
    import pyarrow as pa

Name = Literal["duckdb", "pyspark"]
ENGINES: tuple[Name, ...] = get_args(Name)
_INSTALLED_BY: Mapping[Name, str] = {
    "duckdb": "requirements-analysis.txt",
    "pyspark": "requirements-analysis.txt -r requirements-spark.txt",
}
# With either of these, somebody has configured Spark for themselves.
_CONFIGURED = frozenset({"PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR"})
_LOCAL_SPARK = {
    "spark.master": "local[*]",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
    "spark.log.level": "ERROR",
}


class Engine(Protocol):
    """Evaluates Ibis expressions."""

    def read(self, files: Sequence[Path]) -> Any:
        """The rows of Parquet files as an expression, with every column that any of them has."""

    def hold(self, table: "pa.Table") -> Any:
        """A small table as an expression."""

    def keep(self, expression: Any) -> Any:
        """Work an expression out once, for several others to be made from it."""


class _DuckDB:
    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._names = (f"kept_{number}" for number in count())

    def read(self, files: Sequence[Path]) -> Any:
        return self._connection.read_parquet(list(map(str, files)), union_by_name=True)

    def hold(self, table: "pa.Table") -> Any:
        import ibis

        return ibis.memtable(table)

    def keep(self, expression: Any) -> Any:
        return self._connection.create_table(next(self._names), expression)


class _Spark:
    def __init__(self, session: Any, connection: Any) -> None:
        self._session = session
        self._connection = connection
        self._names = (f"held_{number}" for number in count())

    def read(self, files: Sequence[Path]) -> Any:
        paths = [file.absolute().as_uri() for file in files]
        return self._named(self._session.read.option("mergeSchema", "true").parquet(*paths))

    def hold(self, table: "pa.Table") -> Any:
        return self._named(self._session.createDataFrame(table))

    def _named(self, rows: Any) -> Any:
        name = next(self._names)
        rows.createOrReplaceTempView(name)
        return self._connection.table(name)

    def keep(self, expression: Any) -> Any:
        # Without a checkpoint, each later query would be planned from the files on.
        return self._named(self._session.sql(self._connection.compile(expression)).localCheckpoint())


@contextmanager
def running(name: Name) -> Iterator[Engine]:
    """An engine that runs until the block ends; what it keeps is then deleted.

    Raises
    ------
    DatasetError
        When it is not installed.
    """
    with _duckdb() if name == "duckdb" else _spark() as engine:
        yield engine


@contextmanager
def _duckdb() -> Iterator[Engine]:
    try:
        import duckdb  # noqa: F401
        import ibis
    except ImportError as error:
        raise _missing("duckdb", error) from error
    with TemporaryDirectory(prefix="earwitness-") as folder:
        connection = ibis.duckdb.connect(Path(folder) / "kept.duckdb", temp_directory=folder)
        ibis.set_backend(connection)
        try:
            yield _DuckDB(connection)
        finally:
            connection.disconnect()


@contextmanager
def _spark() -> Iterator[Engine]:
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise _missing("pyspark", error) from error
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise DatasetError("Spark needs Java 17 or newer: apt-get install openjdk-17-jre-headless.")
    with TemporaryDirectory(prefix="earwitness-") as folder, warnings.catch_warnings():
        # It makes a folder for tables of its own, though it gets none, and would make it here.
        configuring = SparkSession.builder.appName("earwitness").config("spark.sql.warehouse.dir", folder)
        for key, value in () if _CONFIGURED & os.environ.keys() else _LOCAL_SPARK.items():
            configuring = configuring.config(key, value)
        # Tables go to and from Spark by Arrow, not by pandas.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        session = configuring.getOrCreate()
        try:
            connection = ibis.pyspark.connect(session)
            ibis.set_backend(connection)
            yield _Spark(session, connection)
        finally:
            session.stop()


def _missing(name: Name, error: ImportError) -> DatasetError:
    return DatasetError(
        f"{error.name} is missing, which the engine {name} needs: pip install -r {_INSTALLED_BY[name]}"
    )
