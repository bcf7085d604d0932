"""Register a warehouse in a running Superset: connection, datasets, charts, dashboards, all through its API.

Every object has an id derived from its name, so that running this again finds what it made and changes only what
differs from `datasets.py` and `dashboards.py`, which say what there is to be. Standard library only.
"""

import argparse
import http.client
import itertools
import json
import os
import re
import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPCookieProcessor, Request, build_opener

import dashboards
import datasets

DATABASE = "Factline"
EXPLORER = "http://127.0.0.1:8765"
NAMESPACE = uuid.UUID("6f1f9a0e-8f0e-5b0c-9d55-0d7a7b6e4c11")
JSON_FIELDS = ("params", "position_json", "json_metadata", "extra")
SECONDS = 120
PAGE = 100
COMMENTS = """
SELECT v.view_name, coalesce(v.comment, '') AS view_comment, c.column_name, coalesce(c.comment, '') AS column_comment
FROM duckdb_views() AS v
JOIN duckdb_columns() AS c ON c.table_name = v.view_name AND c.database_name = v.database_name
WHERE v.view_name LIKE 'v!_%' ESCAPE '!' AND v.database_name = current_database()
"""
Body = dict[str, Any]


class RegisterError(Exception):
    """Superset refused something; the message says what, in its own words."""


class Api:
    """Superset's REST API, as one user. `changes` counts what was made or changed."""

    def __init__(self, address: str, user: str, password_file: Path) -> None:
        self.address = address.rstrip("/")
        self.changes = 0
        self._numbers: dict[str, dict[str, int]] = {}
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self._headers = {"Content-Type": "application/json", "Referer": self.address}
        try:
            password = password_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise RegisterError(f"The password cannot be read from {password_file} ({error.strerror}).") from error
        login = {"username": user, "password": password, "provider": "db"}
        try:
            token = self.call("POST", "/security/login", login)["access_token"]
        except RegisterError as error:
            hint = f" ({password_file} must hold the password of {user}.)" if " 401 " in str(error) else ""
            raise RegisterError(f"{error}{hint}") from error
        self._headers["Authorization"] = f"Bearer {token}"
        self._headers["X-CSRFToken"] = self.call("GET", "/security/csrf_token/")["result"]

    def call(self, method: str, path: str, body: Body | None = None) -> Body:
        """The answer to a request. Raises RegisterError."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.address}/api/v1{path}", data, self._headers, method=method)
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                found: Body = json.load(answer)
                return found
        except HTTPError as error:
            said = error.read().decode("utf-8", "replace")[:500]
            raise RegisterError(f"{method} {path}: {error.code} {said}") from error
        except (URLError, http.client.HTTPException, TimeoutError) as error:
            raise RegisterError(f"Superset does not answer at {self.address} ({error}): start it first.") from error

    def get(self, path: str) -> Any:
        """What is at a path: the answer's `result`."""
        return self.call("GET", path)["result"]

    def write(self, method: str, path: str, body: Body | None = None) -> int:
        """Make or change an object, and count it; the object's number, or 0 where the answer has none."""
        self.changes += 1
        return int(self.call(method, path, body or {}).get("id", 0))

    def numbers(self, kind: str) -> dict[str, int]:
        """The number of every object of a kind, by uuid; asked for once."""
        if kind not in self._numbers:
            known: dict[str, int] = {}
            for page in itertools.count():
                asked = quote(json.dumps({"columns": ["id", "uuid"], "page": page, "page_size": PAGE}))
                rows = self.get(f"/{kind}/?q={asked}")
                known |= {row["uuid"]: int(row["id"]) for row in rows}
                if len(rows) < PAGE:
                    break
            self._numbers[kind] = known
        return self._numbers[kind]

    def ensure(self, kind: str, name: str, made: Body, kept: Body) -> int:
        """The number of the object called `name`: made of `made` where it is missing, and brought to `kept`."""
        identifier = uuid_of(f"{kind}/{name}")
        number = self.numbers(kind).get(identifier)
        if number is None:
            number = self.write("POST", f"/{kind}/", made | {"uuid": identifier})
        about = "/connection" if kind == "database" else ""
        if not holds(self.get(f"/{kind}/{number}{about}"), kept):
            self.write("PUT", f"/{kind}/{number}", kept)
            if "sql" in kept:
                self.write("PUT", f"/{kind}/{number}/refresh")
        return number


def uuid_of(name: str) -> str:
    """The id of an object, from its name."""
    return str(uuid.uuid5(NAMESPACE, name))


def holds(found: Any, wanted: Any) -> bool:
    """Whether everything that is wanted is found: of mappings the wanted keys, of lists all, JSON texts as values."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            holds(_parsed(key, found.get(key)), _parsed(key, value)) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(holds, found, wanted))
    return bool(found == wanted)


def _parsed(key: str, value: Any) -> Any:
    return json.loads(value) if key in JSON_FIELDS and isinstance(value, str) and value else value


def register(api: Api, home: Path, explorer: str, languages: Sequence[str]) -> list[str]:
    """Bring Superset to what `datasets` and `dashboards` say; the dashboards' paths, one per language.

    Raises RegisterError where Superset refuses.
    """
    database = _database(api, home)
    views = _views(api, database)
    comments = {name: text for view in reversed(views) for name, text in view.columns.items()}
    numbers = {view.name: _dataset(api, database, view, "", explorer) for view in views}
    for name, (description, sql) in datasets.VIRTUAL.items():
        numbers[name] = _dataset(api, database, View(name, description, comments), sql, explorer)
    return [_dashboard(api, language, numbers, explorer) for language in languages]


@dataclass(frozen=True, slots=True)
class View:
    """A view as the database describes it: its own comment and those of its columns."""

    name: str
    description: str
    columns: dict[str, str]


def _database(api: Api, home: Path) -> int:
    locked = {"read_only": True, "config": {"enable_external_access": "false", "lock_configuration": "true"}}
    wanted = {
        "database_name": DATABASE,
        "sqlalchemy_uri": f"duckdb:///{home / 'warehouse.duckdb'}",
        "expose_in_sqllab": True,
        "allow_dml": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "extra": json.dumps({"engine_params": {"connect_args": locked}}),
    }
    return api.ensure("database", DATABASE, wanted, wanted)


def _views(api: Api, database: int) -> list[View]:
    """The warehouse's views that make a dataset, v_observation first: its words for a column go before others'."""
    body = {"database_id": database, "schema": "main", "sql": COMMENTS, "queryLimit": 10_000}
    columns: dict[str, dict[str, str]] = {}
    about: dict[str, str] = {}
    for row in api.call("POST", "/sqllab/execute/", body | {"client_id": uuid.uuid4().hex[:10]})["data"]:
        columns.setdefault(row["view_name"], {})[row["column_name"]] = row["column_comment"]
        about[row["view_name"]] = row["view_comment"]
    names = sorted(set(columns) - datasets.NO_DATASET, key=lambda each: (each != "v_observation", each))
    return [View(name, about[name], columns[name]) for name in names]


def _dataset(api: Api, database: int, view: View, sql: str, explorer: str) -> int:
    """A dataset with its calculated columns, descriptions and metrics, and nothing else."""
    where: Body = {"table_name": view.name, "schema": "main"} | ({"sql": sql} if sql else {})
    number = api.ensure("dataset", view.name, {"database": database} | where, where)
    found = api.get(f"/dataset/{number}")
    if sql == "" and {each["column_name"] for each in found["columns"] if not each["expression"]} != set(view.columns):
        api.write("PUT", f"/dataset/{number}/refresh")
        found = api.get(f"/dataset/{number}")
    stored = {each["column_name"]: each["type"] for each in found["columns"] if not each["expression"]}
    wanted = datasets.dataset(view.name, stored, explorer)
    columns = [{"column_name": name, "description": view.columns.get(name, "")} for name in stored]
    kept: Body = {
        "description": view.description,
        "main_dttm_col": wanted.date,
        "columns": _numbered(columns + wanted.columns, found["columns"], "column_name"),
        "metrics": _numbered(wanted.metrics, found["metrics"], "metric_name"),
    }
    found["columns"] = sorted(found["columns"], key=lambda each: str(each["column_name"]))
    found["metrics"] = sorted(found["metrics"], key=lambda each: str(each["metric_name"]))
    if not holds(found, kept):
        api.write("PUT", f"/dataset/{number}", kept)
    return number


def _numbered(wanted: list[Body], found: list[Body], key: str) -> list[Body]:
    """What is wanted in the order of its names, with the numbers of what is there already."""
    numbers = {each[key]: {"id": each["id"]} for each in found}
    return [each | numbers.get(each[key], {}) for each in sorted(wanted, key=lambda each: str(each[key]))]


def _dashboard(api: Api, language: str, numbers: dict[str, int], explorer: str) -> str:
    """A dashboard and its charts; its path."""
    charts: dict[str, tuple[int, str]] = {}
    for chart in dashboards.charts(language):
        kept = {
            "slice_name": chart.title,
            "description": chart.description,
            "viz_type": chart.kind,
            "datasource_id": numbers[chart.dataset],
            "datasource_type": "table",
            "params": json.dumps(
                chart.params | {"viz_type": chart.kind, "datasource": f"{numbers[chart.dataset]}__table"}
            ),
        }
        name = f"{language}/{chart.name}"
        charts[chart.name] = (api.ensure("chart", name, kept, kept), uuid_of(f"chart/{name}"))
    board = dashboards.dashboard(language, charts, numbers, explorer)
    slug = f"factline-{language}"
    made = {"dashboard_title": board.title, "slug": slug, "published": True}
    kept = made | {
        "css": board.css,
        "position_json": json.dumps(board.positions),
        "json_metadata": json.dumps(board.metadata),
    }
    number = api.ensure("dashboard", language, made, kept)
    for chart_number, _ in charts.values():
        if [each["id"] for each in api.get(f"/chart/{chart_number}")["dashboards"]] != [number]:
            api.write("PUT", f"/chart/{chart_number}", {"dashboards": [number]})
    return f"/superset/dashboard/{slug}/"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say what is registered."""
    parser.add_argument(
        "--lang", nargs="+", choices=dashboards.LANGUAGES, default=list(dashboards.LANGUAGES),
        help="languages of the dashboards, Superset's own first  [default: en fr]",
    )  # fmt: skip
    parser.add_argument(
        "--explorer", type=_address, default=os.environ.get("FACTLINE_EXPLORER_URL", EXPLORER),
        help=f"address that figures link to  [default: FACTLINE_EXPLORER_URL, else {EXPLORER}]",
    )  # fmt: skip


def _address(text: str) -> str:
    """An address that may stand in SQL and HTML. Raises ArgumentTypeError."""
    if not re.fullmatch(r"https?://[\w.:/\[\]~%-]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address such as {EXPLORER}")
    return text.rstrip("/")


def main() -> int:
    """Register in a Superset that runs already. Returns 0, or 1 where it refuses."""
    parser = argparse.ArgumentParser(description="Register a Factline warehouse in a running Superset.")
    parser.add_argument("--home", type=Path, default=os.environ.get("FACTLINE_HOME", "data"), help="home folder")
    parser.add_argument("--superset", default="http://127.0.0.1:8088", help="Superset's address")
    parser.add_argument("--user", default="admin", help="a user who may make datasets and dashboards")
    parser.add_argument("--password-file", type=Path, help="[default: <home>/superset/admin_password]")
    add_options(parser)
    wanted = parser.parse_args()
    home = Path(wanted.home).resolve()
    try:
        api = Api(wanted.superset, wanted.user, wanted.password_file or home / "superset" / "admin_password")
        paths = register(api, home, wanted.explorer, wanted.lang)
    except RegisterError as error:
        print(f"superset: {error}", file=sys.stderr)  # noqa: T201 - the command's output
        return 1
    print(f"{api.changes} changes", *(api.address + path for path in paths), sep="\n")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
