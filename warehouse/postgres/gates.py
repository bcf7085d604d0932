"""How the swap gets all tables and views for itself while readers come and go without a gap.

To lock one after the other would end in deadlocks: a reader takes its tables in an order of its own, and whoever has
waited longer is ended by the server. So nobody ever waits for a reader while holding what a reader may want:

1. The swapping connection holds ACCESS SHARE on all, which hinders no reader, and looks for a moment without any.
2. Where none comes, connections that hold nothing else queue for ACCESS EXCLUSIVE on single relations, the gates.
   They are never given it, because of 1; but readers that come queue behind them, and those that run come to an end.
3. Who then waits at a gate while holding another relation would wait for ever: the gates open at once, everybody goes
   on, and one that it held is a gate the next time, views first, until every reader meets a gate before all else.
4. Once nobody else holds anything, the swapping connection locks all: as it holds locks already, the server lets it
   pass before the gates.

What is done under the locks is in `swapping`.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from warehouse.ddl import literal
from warehouse.postgres.server import Server, ServerError
from warehouse.postgres.statements import identifier

GATES = 12
"""Connections that queue, at most."""
POLITE, LONGEST = 1.0, 10.0
"""Seconds that are waited at a stretch: the first, without gates; and the longest, each being twice the one before."""
LOOK = 0.02
_AT_ONCE = "SET LOCAL statement_timeout = 300"
"""Milliseconds; far less than the deadlock timeout, at which the server would end a reader."""
_HELD = """
WITH held AS (
  SELECT l.pid, l.granted, c.relname, c.relkind FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
  WHERE l.locktype = 'relation' AND l.pid <> {pid} AND c.relname = ANY (string_to_array({names}, ','))
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND c.relnamespace = {schema}::regnamespace
)
SELECT relname, bool_or(pid IN (SELECT pid FROM held WHERE NOT granted)) FROM held WHERE granted
GROUP BY relname, relkind ORDER BY 2 DESC, relkind DESC, count(*) DESC, relname
"""


class Queue:
    """Attempts to lock the relations of a schema; each knows better than the one before where readers come in.

    A context manager: it keeps connections for the gates, made beforehand so that all gates close at one moment.
    """

    def __init__(self, uri: str, schema: str) -> None:
        self._uri, self._schema = uri, schema
        self._connections = ExitStack()
        self._gates: list[str] = []
        self._waiters: list[tuple[int, Server]] = []
        self._stretch = POLITE

    def __enter__(self) -> Queue:
        self._keeper = self._connections.enter_context(Server(self._uri, "factline"))
        return self

    def __exit__(self, *_: object) -> None:
        self._connections.close()

    def gets_all(self, server: Server, names: Sequence[str], deadline: float) -> bool:
        """Lock the relations for the server's transaction; False where readers are in the way of this attempt.

        Raises ServerError with a code of `server.LOCKED` where somebody came in between.
        """
        relations = ", ".join(map(self._full, names))
        pid = _pid(server)
        server.run(_AT_ONCE, f"LOCK TABLE {relations} IN ACCESS SHARE MODE")
        end = min(time.monotonic() + self._stretch, deadline)
        with self._closed():
            while held := self._held(pid, names):
                if stuck := [name for name, is_waiting in held if is_waiting and self._gates]:
                    self._learn(stuck)
                    return False
                if time.monotonic() > end:
                    self._learn([name for name, _ in held])
                    self._stretch = min(self._stretch * 2, LONGEST)
                    return False
                time.sleep(LOOK)
            try:
                server.run(f"LOCK TABLE {relations} IN ACCESS EXCLUSIVE MODE", "SET LOCAL statement_timeout = 0")
            except ServerError:
                self._learn([name for name, _ in self._held(pid, names)])
                raise
        return True

    def _held(self, pid: int, names: Sequence[str]) -> list[tuple[str, bool]]:
        """What others than `pid` hold of these, views first, and whether one of them waits for another."""
        scope = {"schema": literal(identifier(self._schema)), "names": literal(",".join(names))}
        rows = self._keeper.rows(_HELD.format(pid=pid, **scope))
        return [(name, is_waiting) for name, is_waiting in rows]

    def _learn(self, found: Sequence[str]) -> None:
        """Make one more gate of the first that is none yet, in the place of the oldest where there are enough."""
        new = next((name for name in found if name not in self._gates), None)
        if new is None:
            return
        if len(self._waiters) < GATES:
            with contextlib.suppress(ServerError):  # no connection is left
                own = self._connections.enter_context(Server(self._uri, "factline"))
                self._waiters.append((_pid(own), own))
        self._gates = [*self._gates, new][-len(self._waiters) :] if self._waiters else []

    @contextmanager
    def _closed(self) -> Iterator[None]:
        """Have readers queue at the gates until the end of the block."""
        if not self._gates:
            yield
            return
        pids = [pid for pid, _ in self._waiters]
        gates = zip(self._gates, self._waiters, strict=False)
        waiting = [threading.Thread(target=self._wait, args=(name, own)) for name, (_, own) in gates]
        for each in waiting:
            each.start()
        try:
            yield
        finally:
            for each in waiting:
                while each.is_alive():  # one that had not begun to wait is cancelled the next time
                    self._keeper.rows(f"SELECT pg_cancel_backend(pid) FROM unnest(ARRAY{pids}) AS pid")
                    each.join(LOOK)

    def _wait(self, name: str, own: Server) -> None:
        """Wait at one gate until cancelled, on a connection that holds nothing else.

        Both statements are one message and so one transaction, which ends with it wherever it is cancelled.
        """
        with contextlib.suppress(ServerError):
            own.run(f"LOCK TABLE {self._full(name)} IN ACCESS EXCLUSIVE MODE", "ROLLBACK")

    def _full(self, name: str) -> str:
        return f"{identifier(self._schema)}.{identifier(name)}"


def _pid(server: Server) -> int:
    ((pid,),) = server.rows("SELECT pg_backend_pid()")
    return int(pid)
