"""One Spark session for all tests of the audit on Spark: local, two threads, no page."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def session(
    component: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SparkSession]:
    """Start Spark; without Java or PySpark the test is skipped, or fails if CI=true."""
    component("java")
    component("pyspark")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an optional extra

    os.environ["PYSPARK_PYTHON"] = sys.executable
    place: Path = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.local.dir": str(place / "local"),
        "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(place / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield session
    session.stop()
