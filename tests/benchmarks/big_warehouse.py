"""A published warehouse of any size for benchmarks: `python -m tests.benchmarks.big_warehouse --home DIR`.

Reports are written from small tables of words, sentence by sentence, so that every mention, part and skipped numeral
really stands at its offsets; areas, units, breakdowns and periods are those of the code lists. Facts are drawn with a
skew, so that some are stated by many reports: that gives corroborations, vintages, conflicts and scale errors.
The same seed gives the same rows. Tables are made by the warehouse itself and go through the real `publish`.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from schemas import codelists, periods
from schemas.tables import TABLES, frame, sql_columns
from warehouse import database, ddl, generations, publish
from warehouse.home import Home
from warehouse.staging import names

LANGUAGES = ("en", "fr", "zh", "es", "de")
WORDS = Path(__file__).with_name("big_words.csv")
SCRIPT = Path(__file__).with_name("big_warehouse.sql")
LISTS = ("dim_unit", "dim_geography", "dim_breakdown", "dim_code", "dim_period", "dim_indicator")
CURATED = 400
FIRST_YEAR, LAST_YEAR = 1999, 2030
LARGE_AREAS = "CN US FR DE GB JP IN EU CA ES IT KR BR WLD MX NL PL CN-BJ CN-SH AU".split()
# Language: before the period, before the subject, before the area, after the area, end of the sentence; decimal point.
FORMS = {
    "en": ("In ", ", ", " in ", " ", ". ", "."),
    "fr": ("En ", " : ", " (", ") ", ". ", ","),
    "zh": ("", "，", "（", "）", "。", "."),
    "es": ("En ", ", ", " (", ") ", ". ", ","),
    "de": ("Für ", ": ", " (", ") ", ". ", ","),
}
VERBS = {
    "en": ("reached ", "rose to ", "stood at ", "fell by "),
    "fr": ("atteint ", "passe à ", "s'établit à ", "recule de "),
    "zh": ("达", "升至", "为", "下降"),
    "es": ("alcanza ", "sube a ", "se sitúa en ", "baja un "),
    "de": ("erreicht ", "steigt auf ", "liegt bei ", "sinkt um "),
}
BOUNDS = {
    "en": ("more than ", "at least ", "less than ", "at most ", "about "),
    "fr": ("plus de ", "au moins ", "moins de ", "au plus ", "environ "),
    "zh": ("超过", "至少", "不到", "至多", "约"),
    "es": ("más de ", "al menos ", "menos de ", "como máximo ", "alrededor de "),
    "de": ("mehr als ", "mindestens ", "weniger als ", "höchstens ", "rund "),
}
SCALES = {
    "en": ("", " thousand", " million", " billion"),
    "fr": ("", " mille", " millions", " milliards"),
    "zh": ("", "千", "百万", "十亿"),
    "es": ("", " mil", " millones", " mil millones"),
    "de": ("", " Tausend", " Millionen", " Milliarden"),
}
TAILS = {
    "en": ("", ", according to the latest figures", ", the trade body says, and orders remain firm", ", a record"),
    "fr": ("", ", selon les derniers chiffres", ", un niveau que la profession n'attendait pas", ", un record"),
    "zh": ("", "，据最新数据显示", "，高于业界此前的预期，订单仍然充足", "，创历史新高"),
    "es": ("", ", según las últimas cifras", ", por encima de lo que esperaba el sector", ", un récord"),
    "de": ("", ", wie die jüngsten Zahlen zeigen", ", mehr als die Branche erwartet hatte", ", ein Höchststand"),
}
PUBLISHERS = ("Statistics Office", "Trade Ledger", "Energy Monitor", "Institute of Industry", "Courrier", "产业日报")


def build(home: Home, n: int, seed: int = 1) -> publish.Published:
    """Fill an empty home with `n` observations and publish it. Raises SystemExit where the home holds a warehouse."""
    home.prepare()
    if home.private.exists() or generations.current(home):
        raise SystemExit(f"{home.path} holds a warehouse already: name an empty folder, or give --force.")
    with database.private(home) as con:
        con.execute("SET memory_limit = '4GB'")
        _register(con)
        con.execute(f"CREATE TEMP MACRO u(n, salt) AS (hash(n, salt, {seed}) % 1000000007) / 1000000007.0")
        script = SCRIPT.read_text(encoding="utf-8").replace("{n}", str(n))
        for statement in script.split(";\n"):
            con.execute(statement)
        for table in TABLES:
            if table not in LISTS:
                # Report by report, as loads write them: who looks for a report's rows finds them side by side.
                has_report = table == "fact_mention_part" or "report_id" in {each.name for each in sql_columns(table)}
                order = " ORDER BY report_id" if has_report else ""
                con.execute(f"INSERT INTO {table} BY NAME SELECT {names(table)} FROM made_{table}{order}")
        con.execute(f"UPDATE {ddl.STATE} SET load_count = 20")
    return publish.publish(home)


def _register(con: duckdb.DuckDBPyConnection) -> None:
    """Code lists as they are loaded, and the words that the script draws from, as temporary tables."""
    subjects, indicators = _subjects()
    codes = {code for code, _ in _periods()}
    spans = [periods.row(code) for code in sorted(codes | {_year_before(code) for code in codes})]
    made = {"dim_period": spans, "dim_indicator": indicators}
    for table in LISTS:
        con.register("incoming", frame(table, made.get(table) or codelists.rows(table)))
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
        con.unregister("incoming")
    for name, words in _words(subjects).items():
        con.register("incoming", words)
        con.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM incoming")
        con.unregister("incoming")


def _words(subjects: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    areas = sorted(codelists.areas(), key=lambda code: (code not in LARGE_AREAS, "-" in code, code))
    areas = LARGE_AREAS + [code for code in areas if code not in (*LARGE_AREAS, "_U", "_Z", "_T")]
    weighted = [(code, base, weight) for code, weight in _periods() if weight for base in [_year_before(code)]]
    listed = {"verb": VERBS, "bound": BOUNDS, "scale": SCALES, "tail": TAILS}
    columns = ["language", "s0", "s1", "s2", "s3", "s4", "point"]
    return {
        "subject": pd.DataFrame(subjects),
        "area": pd.DataFrame({"no": range(len(areas)), "ref_area": areas}),
        "pool": pd.DataFrame(weighted, columns=["time_period", "base_per", "weight"]),
        "form": pd.DataFrame([(language, *form) for language, form in FORMS.items()], columns=columns),
        "publisher": pd.DataFrame(
            [(no, f"{PUBLISHERS[no % 6]} {no}", no % 4 + 1) for no in range(60)], columns=["no", "publisher", "tier"]
        ),
    } | {
        name: pd.DataFrame(
            [(language, no, text) for language, texts in words.items() for no, text in enumerate(texts)],
            columns=["language", "no", "text"],
        )
        for name, words in listed.items()
    }


def _subjects() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What sentences speak of, by language, and the rows of `dim_indicator`."""
    with WORDS.open(encoding="utf-8", newline="") as lines:
        words = list(csv.DictReader(lines))
    pairs = [(m, g) for g in words if g["kind"] == "good" for m in words if m["kind"] == "measure"]
    rows = codelists.rows("dim_indicator")
    subjects = [
        _subject(True, language, no, row, _unit_type(row)) for no, row in enumerate(rows) for language in LANGUAGES
    ]
    for no, (measure, good) in enumerate(pairs):
        names = {language: f"{measure[language]} {good[language]}" for language in LANGUAGES}
        if no < CURATED:
            row = _indicator(f"{measure['en']} {good['en']}".upper().replace(" ", "_").replace("-", "_"), names, True)
            rows.append(row)
            at = len(rows) - 1
            subjects += [_subject(True, language, at, row, measure["unit_type"]) for language in LANGUAGES]
            continue
        for language in LANGUAGES:
            key = "|".join(sorted(names[language].lower().split()))
            rows.append(_indicator(f"{language}:{key}", {language: names[language]}, False))
            subjects.append(_subject(False, language, no - CURATED, rows[-1], measure["unit_type"]))
    return [row for row in subjects if row["indicator"] != "_U"], rows


def _unit_type(row: dict[str, Any]) -> str:
    return min(codelists.indicators()[row["indicator"]].unit_types) if row["is_curated"] else "COUNT"


def _subject(is_curated: bool, language: str, no: int, row: dict[str, Any], unit_type: str) -> dict[str, Any]:
    label = row[f"name_{language}"]
    return {
        "is_curated": is_curated, "language": language, "no": no, "indicator": row["indicator"], "label": label,
        "unit_type": unit_type,
    }  # fmt: skip


def _indicator(code: str, names: dict[str, str], is_curated: bool) -> dict[str, Any]:
    about = {"topic": "INDUSTRY", "stock_flow": "FLOW", "additivity": "ADDITIVE"} if is_curated else {}
    return {"indicator": code, "is_curated": is_curated, **about} | {f"name_{key}": name for key, name in names.items()}


def _periods() -> list[tuple[str, float]]:
    """Periods of every kind with the weight that they are drawn with; those without weight are compared with."""
    found = {"_U": 1.0, "_Z": 0.0, "_T": 0.0}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        recent = 0.0 if year == FIRST_YEAR else 0.3 + max(0, 8 - abs(year - 2024)) ** 1.5
        for code in _codes_of(year):
            found[code] = recent * {4: 12.0, 7: 1.0, 10: 0.02}.get(len(code), 0.2)
    return list(found.items())


def _codes_of(year: int) -> list[str]:
    first = date(year, 1, 1)
    days = [(first + timedelta(days=step)).isoformat() for step in range(0, 365, 7)]
    months = [f"{year}-{month:02}" for month in range(1, 13)]
    parts = [f"{year}-S{half}" for half in (1, 2)] + [f"{year}-Q{quarter}" for quarter in range(1, 5)]
    return [str(year), *parts, *months, *days, f"{year}-01-01/P9M", f"{year}-01-01/P5Y", f"{year}-03-01/P17D"]


def _year_before(code: str) -> str:
    return periods.shift(code, years=-1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="folder of the warehouse")
    parser.add_argument("--observations", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--force", action="store_true", help="remove what the folder holds")
    options = parser.parse_args()
    if options.force:
        shutil.rmtree(options.home, ignore_errors=True)
    started = time.monotonic()
    found = build(Home(options.home), options.observations, options.seed)
    size = found.path.stat().st_size / 1e6
    sys.stdout.write(
        f"{found.path}: {options.observations:,} observations, {size:,.0f} MB, {time.monotonic() - started:.0f} s\n"
    )


if __name__ == "__main__":
    main()
