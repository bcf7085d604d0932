"""Publishing: a checked copy of the private file becomes the next generation and takes the stable name.

Generations are `published/<n>.duckdb`, read-only, each with its index; `warehouse.duckdb` is one of them under a name
that stays (a hard link, or a copy where the file system has none), so that open readers keep their file. Nothing is
computed here.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from schemas.tables import TABLES
from warehouse import connections, database, ddl, excerpt, generations
from warehouse.connections import State
from warehouse.generations import number
from warehouse.home import Home, WarehouseError, wal_of
from warehouse.index.building import build
from warehouse.index.reading import Index
from warehouse.lock import writer_lock

_PROBE = 100
_LARGE = 50_000
_NEWEST = """report_id IN (
  SELECT report_id FROM dim_report WHERE status = 'LOADED' ORDER BY loaded_at DESC, report_id LIMIT 100)"""
_log = logging.getLogger(__name__)


class PublishError(WarehouseError):
    """The candidate did not pass; what was published before stays."""


@dataclass(frozen=True, slots=True)
class Published:
    """The newest generation. `is_new` is False where there was nothing to publish."""

    generation: int
    path: Path
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a file holds, as far as two files are compared: its state and the rows per table."""

    state: State | None
    counts: tuple[int, ...]


def publish(home: Home, keep: int = 5) -> Published:
    """Publish the private file, where it differs from the newest generation; the last `keep` generations stay.

    A crash at any point leaves the former or the new generation under the stable name; the next call completes it.

    Raises:
        PublishError: the candidate failed a check; the message names it.
    """
    with writer_lock(home, "factline publish"):
        contents = _settled(home)
        _drop_stale_wal(home.stable)
        newest = generations.current(home)
        if newest is not None and _needs_nothing(newest, contents):
            _swap(home, newest)
            _renew_index(home, newest)
            return Published(number(newest), newest, is_new=False)
        path = _next_generation(home, contents)
        _swap(home, path)
        _drop_old(home, keep)
        return Published(number(path), path, is_new=True)


def check(path: Path) -> list[str]:
    """What is wrong with a file that is to be published: its storage format, or views that do not answer.

    In a large file every view is bound, and answers about the reports that were loaded last: to ask each about all
    takes minutes.
    """
    try:
        return _all_problems(partial(_read_only, path))
    except duckdb.OutOfMemoryException as error:
        return [f"its views need more memory than there is: {error}"]


def _all_problems(opened: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]) -> list[str]:
    with opened() as con:
        problems = [] if _has_plain_format(con) else [f"its storage format is not {connections.STORAGE}"]
        ((n_facts,),) = con.execute("SELECT count(*) FROM fact_observation").fetchall()
        if n_facts > _LARGE:
            for view in ddl.VIEWS:
                problems += _problems(view, partial(con.execute, f"EXPLAIN SELECT * FROM {view}"))
            _take_newest(con)
            return problems + _probe_all(con)
    return problems + connections.frugally(opened, _probe_all)


def _read_only(path: Path) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    return closing(connections.connect(path, read_only=True))


def _problems(view: str, ask: Callable[[], object]) -> list[str]:
    try:
        ask()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        return [f"{view} does not answer: {error}"]
    return []


def _probe_all(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [each for view in ddl.VIEWS for each in _problems(view, partial(_probe, view, con))]


def _probe(view: str, con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"SELECT * FROM {view} LIMIT {_PROBE}").fetchall()


def _take_newest(con: duckdb.DuckDBPyConnection) -> None:
    """From now on every view is about the reports that were loaded last."""
    excerpt.take(con, _NEWEST)
    for view in ddl.VIEWS:
        if view not in excerpt.VIEWS:
            con.execute(f"CREATE TEMP VIEW {view} AS {ddl.view(view).sql}")


def _settled(home: Home) -> _Contents:
    """Bring the private file's views up to date, write its log into it, and say what it holds."""
    with database.private(home) as con:
        database.refresh_views(con)
        con.execute("CHECKPOINT")
        return _read_contents(con)


def _read_contents(con: duckdb.DuckDBPyConnection) -> _Contents:
    counts = []
    for table in TABLES:
        ((count,),) = con.execute(f"SELECT count(*) FROM {table}").fetchall()
        counts.append(count)
    return _Contents(connections.state(con), tuple(counts))


def _contents(path: Path) -> _Contents | None:
    """What a published file holds, or None where it cannot be read."""
    try:
        con = connections.connect(path, read_only=True)
    except WarehouseError:
        return None
    try:
        return _read_contents(con)
    except duckdb.Error:
        return None
    finally:
        con.close()


def _is_same(path: Path, contents: _Contents) -> bool:
    return _contents(path) == contents


def _needs_nothing(newest: Path, contents: _Contents) -> bool:
    """Whether the newest generation may stay: it holds the same, or the private file was made anew and is empty."""
    published = _contents(newest)
    if published is None or published.state is None or contents.state is None:
        return False
    return published == contents or (
        contents.state.load_count == 0 and contents.state.file_id != published.state.file_id
    )


def _next_generation(home: Home, contents: _Contents) -> Path:
    newest = generations.current(home)
    path = home.published / f"{1 if newest is None else number(newest) + 1}.duckdb"
    draft = path.with_name(f".{path.name}.new")
    for leftover in (*home.published.glob(".*.new"), wal_of(draft), wal_of(path)):
        leftover.unlink(missing_ok=True)
    _copy(home.private, draft)
    problems = check(draft)
    if not problems and not _is_same(draft, contents):
        problems = ["it does not hold the rows of the private file"]
    if problems:
        draft.unlink()
        raise PublishError(f"Nothing was published, the former version stays: {'; '.join(problems)}.")
    try:
        # It stands before the generation does: who sees the one finds the other.
        build(draft, home.index_of(path))
    except WarehouseError as error:
        draft.unlink()
        raise PublishError(f"Nothing was published, the former version stays: {error}") from error
    os.replace(draft, path)
    _sync_folder(home.published)
    return path


def _copy(source: Path, target: Path) -> None:
    """Copy to disk for good, read-only."""
    try:
        with source.open("rb") as reader, target.open("xb") as writer:
            shutil.copyfileobj(reader, writer, 1 << 20)
            writer.flush()
            os.fsync(writer.fileno())
        target.chmod(0o444)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise PublishError(
            f"Nothing was published, the former version stays: {target.parent} cannot be written ({error.strerror})."
        ) from error


def _renew_index(home: Home, generation: Path) -> None:
    """Make the index of what is published where it is missing; it can be done without."""
    folder, contents = home.index_of(generation), _contents(generation)
    try:
        Index(folder, contents.state if contents else None)
    except (OSError, ValueError):
        try:
            build(generation, folder)
        except WarehouseError as error:
            _log.warning("%s has no index: %s", generation, error)


def _swap(home: Home, generation: Path) -> None:
    """Let the stable name lead to the generation, in one step; a log left beside the name is never replayed."""
    if home.stable.exists() and home.stable.samefile(generation):
        return
    newest = _contents(generation)
    if home.stable.exists() and newest is not None and _is_same(home.stable, newest):
        return
    draft = home.stable.with_name(f".{home.stable.name}.new")
    draft.unlink(missing_ok=True)
    try:
        os.link(generation, draft)
    except OSError:
        _copy(generation, draft)
    _drop_stale_wal(home.stable)
    os.replace(draft, home.stable)
    _drop_stale_wal(home.stable)
    _sync_folder(home.path)


def _drop_stale_wal(stable: Path) -> None:
    wal_of(stable).unlink(missing_ok=True)


def _drop_old(home: Home, keep: int) -> None:
    for path in sorted(generations.every(home), key=number)[: -max(keep, 1)]:
        for each in (path, wal_of(path)):
            try:
                each.unlink(missing_ok=True)
            except OSError as error:
                _log.warning("%s stays for now: %s", each, error.strerror)
    # A server opens the newest generation, or is about to open the one before; what killed runs left goes as well.
    kept = {path.stem for path in sorted(generations.every(home), key=number)[-2:]}
    for folder in home.indexes.glob("*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _has_plain_format(con: duckdb.DuckDBPyConnection) -> bool:
    ((tags,),) = con.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()
    return str(tags.get("storage_version", "")).startswith(connections.STORAGE)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
