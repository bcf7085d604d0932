"""`docs/questions.md`: every question is asked of the sample reports, and the answers on the page are those they give.

`python -m tests.test_questions` writes the answers anew; read the difference before committing.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from assets.cli import app
from schemas.tables import TABLES
from warehouse import ddl
from warehouse.home import Home
from warehouse.reading import query

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "questions.md"
QUESTION = re.compile(
    r"^## (?P<number>\d+)\. (?P<english>.+?)\n\n\*(?P<french>.+?)\*\n.*?```sql\n(?P<sql>.+?)\n```\n", re.M | re.S
)
MOST_ROWS = 15


def questions(page: str) -> list[re.Match[str]]:
    """The questions of a page in order; each ends with its SQL, what follows is its answer."""
    return list(QUESTION.finditer(page))


def answered(page: str, home: Home) -> str:
    """The page with the answers that this warehouse gives."""
    found = questions(page)
    parts = [page[: found[0].start()]] if found else []
    for each in found:
        rows = query(home, each["sql"])
        parts.append(f"{each[0]}\n{_table(rows.columns, rows.astype(object).itertuples(index=False))}")
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _table(names: Iterable[Any], rows: Iterable[tuple[Any, ...]]) -> str:
    lines = [[_cell(value) for value in row] for row in rows]
    shown = [list(map(str, names)), ["---"] * len(list(names)), *lines[:MOST_ROWS]]
    table = "\n".join(f"| {' | '.join(line)} |" for line in shown)
    left = len(lines) - MOST_ROWS
    return table + (f"\n\n… and {left} more." if left > 0 else "")


def _cell(value: Any) -> str:
    """A value as mere text in a Markdown table; empty where there is none."""
    if value is None or value != value:
        return ""
    if isinstance(value, float | Decimal):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    text = " ".join(str(value).split())
    return re.sub(r"([\\|`*<>\[\]])", r"\\\1", text)


def read_samples(folder: Path) -> Home:
    """A warehouse that the samples and then, in another run, the later ones were read into."""
    inbox = folder / "inbox"
    for source in ("samples", "samples-later"):
        shutil.copytree(DOCS / source, inbox, dirs_exist_ok=True)
        run = CliRunner().invoke(app, ["run", "--home", str(folder)])
        assert run.exit_code == 0, run.output
    return Home(folder)


def test_the_page_has_twenty_questions_in_two_languages() -> None:
    found = questions(PAGE.read_text(encoding="utf-8"))
    assert [int(each["number"]) for each in found] == list(range(1, 21))
    assert all(each["english"] and each["french"].endswith(("?", ")")) for each in found)


@pytest.mark.parametrize("each", questions(PAGE.read_text(encoding="utf-8")), ids=lambda each: each["number"])
def test_each_question_is_short_and_asks_for_what_there_is(
    each: re.Match[str], tables: duckdb.DuckDBPyConnection
) -> None:
    assert each["sql"].count("\n") < 9
    tables.execute(f"EXPLAIN {each['sql']}")


@pytest.fixture(scope="module")
def tables() -> duckdb.DuckDBPyConnection:
    """The tables and views, empty."""
    con = duckdb.connect()
    con.execute(
        ";\n".join((*map(ddl.create_table, TABLES), *(f"CREATE VIEW {v} AS {ddl.view(v).sql}" for v in ddl.VIEWS)))
    )
    return con


@pytest.mark.long
def test_the_answers_are_those_of_the_samples(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    home = read_samples(tmp_path)
    assert answered(page, home) == page
    assert [each["number"] for each in questions(page) if query(home, each["sql"]).empty] == []


if __name__ == "__main__":
    home = Home(Path(sys.argv[1])) if sys.argv[1:] else read_samples(Path(tempfile.mkdtemp()))
    PAGE.write_text(answered(PAGE.read_text(encoding="utf-8"), home), encoding="utf-8")
