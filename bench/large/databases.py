"""The two databases of a run, the example alone and the large stage; kept between runs."""

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from bench.large.build import add_stage, compute_key, load_example
from bench.large.writing import update_statistics
from bench.settings import RESULTS, SCRATCH

# An older stage is thrown away when a new one is built: a country takes a gigabyte.
KEPT = RESULTS / "large"
# Files that the example's rows name.
_FILES = ("media", "seal")


def prepare_databases(scale: float) -> tuple[str, str]:
    """Build or find the databases; return the names of the example's and of the stage's."""
    folder = KEPT / f"{connection.vendor}-{compute_key(scale)}"
    is_kept = (folder / "complete").exists()
    if not is_kept:
        for old in KEPT.glob(f"{connection.vendor}-*"):
            shutil.rmtree(old)
        folder.mkdir(parents=True)
    prepare = _prepare_on_postgresql if connection.vendor == "postgresql" else _prepare_on_sqlite
    names = prepare(scale, folder, is_kept=is_kept)
    given, taken = (folder, SCRATCH) if is_kept else (SCRATCH, folder)
    for name in _FILES:
        shutil.copytree(given / name, taken / name, dirs_exist_ok=True)
    # Bringing back a part from a dump takes as long as building it.
    if connection.vendor == "sqlite" or scale == 1:
        (folder / "complete").touch()
    return names


def use_database(name: str) -> None:
    """Go on with another database of the same server or folder."""
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()


def _prepare_on_sqlite(scale: float, folder: Path, *, is_kept: bool) -> tuple[str, str]:
    example, stage = str(folder / "example.sqlite3"), str(folder / "stage.sqlite3")
    if not is_kept:
        use_database(example)
        load_example()
        connection.close()
        shutil.copy(example, stage)
        use_database(stage)
        add_stage(scale)
    return example, stage


def _prepare_on_postgresql(scale: float, folder: Path, *, is_kept: bool) -> tuple[str, str]:
    home = str(connection.settings_dict["NAME"])
    example, stage = f"{home}_example", f"{home}_stage"
    if is_kept:
        for name in (example, stage):
            _create_database(home, name)
            _run_client("pg_restore", "--jobs", "2", "--dbname", name, str(folder / name))
            use_database(name)
            update_statistics()
        return example, stage
    _create_database(home, example)
    use_database(example)
    load_example()
    _create_database(home, stage, template=example)
    use_database(stage)
    add_stage(scale)
    connection.close()
    if scale == 1:
        for name in (example, stage):
            options = ("--format", "directory", "--jobs", "2", "--compress", "1")
            _run_client("pg_dump", *options, "--file", str(folder / name), name)
    return example, stage


def _create_database(home: str, name: str, template: str = "template0") -> None:
    use_database(home)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connection.close()


def _run_client(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the server of the settings."""
    server = connection.settings_dict
    where = {"host": server["HOST"], "port": server["PORT"], "username": server["USER"]}
    options = [part for name, value in where.items() if value for part in (f"--{name}", str(value))]
    environment = {**os.environ, "PGPASSWORD": str(server["PASSWORD"])}
    subprocess.run([program, *options, *arguments], check=True, env=environment)
