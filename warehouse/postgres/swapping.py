"""How a loaded mirror takes the place of the former one: in one transaction, without harm to whoever reads.

The schema itself stays, with its grants, its default privileges and what others have put into it; tables and views of
ours are replaced. What would be lost (others' views on our tables, indexes and triggers on them) is found and named
beforehand; the server would refuse as well, for nothing is dropped with CASCADE. How tables are filled is in `mirror`,
how they are got from readers in `gates`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse import ddl
from warehouse.ddl import literal
from warehouse.postgres import gates
from warehouse.postgres.server import DENIED, HAS_DEPENDENTS, LOCKED, OTHER_COLUMNS, MirrorError, Server, ServerError
from warehouse.postgres.statements import identifier

PAUSE = 0.05
"""Seconds between two attempts, in which readers that queued behind the first go on."""
TELL_EVERY = 2.0
_KINDS = {"r": "table", "v": "view", "m": "materialized view", "p": "table", "f": "foreign table"}

_OBJECTS = """
SELECT c.relname, c.relkind::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = {schema} AND c.relkind IN ('r', 'v', 'm', 'p', 'f', 'S', 'i') ORDER BY 1
"""
_ON_OURS = """
ours AS (
  SELECT c.* FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = {schema} AND c.relname = ANY (string_to_array({names}, ','))
)"""
_READERS_OF_OURS = (
    "WITH"
    + _ON_OURS
    + """
SELECT DISTINCT t.relname, t.relkind::text, n.nspname || '.' || d.relname, d.relkind::text
FROM pg_depend AS p JOIN pg_rewrite AS r ON p.classid = 'pg_rewrite'::regclass AND r.oid = p.objid
JOIN pg_class AS d ON d.oid = r.ev_class JOIN pg_namespace AS n ON n.oid = d.relnamespace
JOIN ours AS t ON p.refclassid = 'pg_class'::regclass AND t.oid = p.refobjid
WHERE d.oid NOT IN (SELECT oid FROM ours)
UNION
SELECT t.relname, t.relkind::text, n.nspname || '.' || d.relname, d.relkind::text
FROM pg_constraint AS k JOIN ours AS t ON t.oid = k.confrelid JOIN pg_class AS d ON d.oid = k.conrelid
JOIN pg_namespace AS n ON n.oid = d.relnamespace
WHERE k.contype = 'f' AND d.oid NOT IN (SELECT oid FROM ours)
ORDER BY 1, 3
"""
)
_ATTACHED_TO_OURS = (
    "WITH"
    + _ON_OURS
    + """
SELECT 'index ' || i.relname
FROM pg_index AS x JOIN ours AS t ON t.oid = x.indrelid JOIN pg_class AS i ON i.oid = x.indexrelid
WHERE i.oid NOT IN (SELECT oid FROM ours)
UNION ALL
SELECT 'trigger ' || g.tgname FROM pg_trigger AS g JOIN ours AS t ON t.oid = g.tgrelid WHERE NOT g.tgisinternal
UNION ALL SELECT 'policy ' || p.polname FROM pg_policy AS p JOIN ours AS t ON t.oid = p.polrelid
ORDER BY 1
"""
)
_GRANTEE = "CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END"
_GRANTS = (
    "WITH"
    + _ON_OURS
    + f"""
SELECT c.relname, '', {_GRANTEE}, a.privilege_type, a.is_grantable
FROM ours AS c, aclexplode(c.relacl) AS a WHERE c.relkind IN ('r', 'v') AND a.grantee <> c.relowner
UNION ALL
SELECT c.relname, t.attname, {_GRANTEE}, a.privilege_type, a.is_grantable
FROM ours AS c JOIN pg_attribute AS t ON t.attrelid = c.oid AND NOT t.attisdropped, aclexplode(t.attacl) AS a
WHERE c.relkind IN ('r', 'v') AND a.grantee <> c.relowner
"""
)
_DEFAULTS = f"""
SELECT {_GRANTEE}, a.privilege_type, a.is_grantable
FROM pg_default_acl AS d LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace, aclexplode(d.defaclacl) AS a
WHERE (n.nspname = {{schema}} OR d.defaclnamespace = 0)
  AND d.defaclobjtype = 'r' AND d.defaclrole = current_user::regrole
  AND a.grantee <> d.defaclrole
"""
_HOLDERS = """
SELECT DISTINCT a.pid, coalesce(a.usename, ''), coalesce(a.application_name, ''), coalesce(a.state, '')
FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid JOIN pg_class AS c ON c.oid = l.relation
WHERE l.granted AND a.pid <> pg_backend_pid() AND a.datname = current_database()
  AND c.relnamespace = {schema}::regnamespace AND c.relname = ANY (string_to_array({names}, ','))
ORDER BY 1 LIMIT 4
"""


@dataclass(frozen=True, slots=True)
class Former:
    """What stands in the schema: names of our tables, views and indexes, and of all relations by kind."""

    ours: tuple[str, ...]
    relations: dict[str, str]

    def present(self, kind: str) -> list[str]:
        """Our tables ('r') or views ('v') that are still there."""
        return [name for name in self.ours if self.relations.get(name) == kind]


def relations(server: Server, schema: str) -> dict[str, str]:
    """Every relation of a schema with its kind, as in pg_class."""
    return dict((name, kind) for name, kind in server.rows(_OBJECTS.format(schema=literal(schema))))  # noqa: C402


def refuse_what_would_be_lost(server: Server, schema: str, former: Former, wanted: Iterable[str]) -> None:
    """Raise MirrorError where the swap would destroy what is not ours, or finds a name taken.

    Others' views on our views may stay: `swap` replaces the views under them.
    """
    taken = [name for name in wanted if name in former.relations and name not in former.ours]
    if taken:
        raise MirrorError(
            f"The schema {schema} holds {', '.join(taken[:3])} already, which no mirror made:"
            " name another one with --schema."
        )
    scope = {"schema": literal(schema), "names": literal(",".join(former.ours))}
    readers = [row for row in server.rows(_READERS_OF_OURS.format(**scope)) if row[1] == "r"]
    if readers:
        told = ", ".join(f"{_KINDS.get(kind, 'object')} {name} on {table}" for table, _, name, kind in readers[:3])
        raise MirrorError(
            f"Nothing was mirrored, for it would break what others have built on its tables ({told}): let it read the"
            " views v_… instead, which are replaced in place, or drop it first."
        )
    attached = [name for (name,) in server.rows(_ATTACHED_TO_OURS.format(**scope))]
    if attached:
        raise MirrorError(
            f"Nothing was mirrored, for it would lose what others have added to its tables ({', '.join(attached[:3])}):"
            " drop it first."
        )


def swap(
    server: Server, uri: str, schema: str, staging: str, former: Former, patience: float, tell: Callable[[str], None]
) -> None:
    """Put the tables of the staging schema in the place of the former ones, with views, comments and grants.

    Raises MirrorError where readers stay longer than `patience` seconds, or where others' objects forbid it.
    """
    names = [*former.present("v"), *former.present("r")]
    holding = _HOLDERS.format(schema=literal(identifier(schema)), names=literal(",".join(names)))
    deadline, told = time.monotonic() + patience, float("-inf")
    with gates.Queue(uri, schema) as queue:
        while True:
            try:
                with server.transaction():
                    if not names or queue.gets_all(server, names, deadline):
                        _replace(server, schema, staging, former)
                        return
                    holders = _holders(server, holding)
            except ServerError as error:
                if error.sqlstate not in LOCKED:
                    raise _explained(error, schema) from None
                holders = "by whom is not known any more"
            if time.monotonic() > deadline:
                raise MirrorError(
                    f"The mirror is loaded but cannot take its place: the schema {schema} is in use ({holders})."
                    " The former version stays; close what reads it, or run again with a longer --wait."
                )
            if time.monotonic() > told + TELL_EVERY:
                tell(f"waiting for readers of {schema} ({holders})")
                told = time.monotonic()
            time.sleep(PAUSE)


def _replace(server: Server, schema: str, staging: str, former: Former) -> None:
    """The swap itself. Former tables make room in a schema of their own, because index names are per schema."""
    scope = {"schema": literal(schema), "names": literal(",".join(former.ours))}
    grants = server.rows(_GRANTS.format(**scope))
    defaults = server.rows(_DEFAULTS.format(schema=literal(schema)))
    has_readers = bool(server.rows(_READERS_OF_OURS.format(**scope)))
    aside = f"{staging}_former"
    tables, old_tables = [n for n, kind in relations(server, staging).items() if kind == "r"], former.present("r")
    views = [] if has_readers else former.present("v")
    obsolete = [name for name in former.present("v") if has_readers and name not in ddl.VIEWS]
    server.run(
        f"CREATE SCHEMA {identifier(aside)}",
        *_drop("VIEW", schema, views),
        *(f"ALTER TABLE {_full(schema, name)} SET SCHEMA {identifier(aside)}" for name in old_tables),
        *(f"ALTER TABLE {_full(staging, name)} SET SCHEMA {identifier(schema)}" for name in tables),
        f"SET LOCAL search_path = {identifier(schema)}",
        *(f"CREATE OR REPLACE VIEW {name} AS {ddl.view(name).sql}" for name in ddl.VIEWS),
        *_drop("VIEW", schema, obsolete),
        *_drop("TABLE", aside, old_tables),
        f"DROP SCHEMA {identifier(aside)}",
        f"DROP SCHEMA {identifier(staging)} CASCADE",
    )
    comment_views(server, schema)
    _renew_grants(server, schema, former, grants, defaults, (*tables, *ddl.VIEWS))


def _renew_grants(
    server: Server,
    schema: str,
    former: Former,
    grants: Iterable[tuple[Any, ...]],
    defaults: Iterable[tuple[Any, ...]],
    names: Sequence[str],
) -> None:
    """Give what is new the default privileges, and what was there before the grants that it had, no more."""
    known = [name for name in names if name in former.ours]
    made_by_default = {grantee for grantee, _, _ in defaults}
    server.run(
        *(f"REVOKE ALL ON {_full(schema, name)} FROM {grantee}" for name in known for grantee in made_by_default),
        *(_grant(schema, *grant) for grant in grants if grant[0] in known),
        *(_grant(schema, name, "", *grant) for name in names if name not in known for grant in defaults),
    )


def comment_views(server: Server, schema: str) -> None:
    """Comments on the views that stand in the schema, which is on the search path."""
    columns = server.rows(
        "SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid"
        f" WHERE c.relnamespace = {literal(identifier(schema))}::regnamespace AND c.relkind = 'v' ORDER BY a.attnum"
    )
    for name in ddl.VIEWS:
        server.run(*ddl.view_comments(name, tuple(column for view, column in columns if view == name)))


def _drop(kind: str, schema: str, names: Sequence[str]) -> tuple[str, ...]:
    return (f"DROP {kind} {', '.join(_full(schema, name) for name in names)}",) if names else ()


def _grant(schema: str, name: str, column: str, grantee: str, privilege: str, is_grantable: bool) -> str:
    columns = f" ({identifier(column)})" if column else ""
    option = " WITH GRANT OPTION" if is_grantable else ""
    return f"GRANT {privilege}{columns} ON {_full(schema, name)} TO {grantee}{option}"


def _full(schema: str, name: str) -> str:
    return f"{identifier(schema)}.{identifier(name)}"


def _holders(server: Server, holding: str) -> str:
    found = server.rows(holding)
    told = [
        f"pid {pid}, user {user}{', ' + name if name else ''}{', ' + state if state else ''}"
        for pid, user, name, state in found
    ]
    return "; ".join(told[:3]) + (" and others" if len(told) > 3 else "") if told else "by whom is not known any more"


def _explained(error: ServerError, schema: str) -> MirrorError:
    """What to do about what the server refused."""
    if error.sqlstate in (HAS_DEPENDENTS, OTHER_COLUMNS):
        return MirrorError(
            f"Nothing was mirrored: others' objects depend on what this version makes anew or leaves out. {error}"
            " Drop them, run again, and make them anew."
        )
    if error.sqlstate == DENIED:
        return MirrorError(f"Nothing was mirrored: {error} The mirror runs as the role that owns the schema {schema}.")
    return error
