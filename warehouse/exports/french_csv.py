"""CSV that a French Excel opens by a double click: semicolons, decimal commas, a byte order mark, CRLF.

A spreadsheet turns text into formulas, dates and numbers. A text that it could take for one gets an apostrophe in
front, and so does one that begins with an apostrophe: whoever reads the file by program takes one apostrophe off the
beginning of a text and has it as it was. Excel keeps 15 digits of a number, so the column `Valeur exacte` holds longer
ones as such texts. Dates are ISO, which Excel reads in any language.
"""

from __future__ import annotations

import codecs
import shutil
from collections.abc import Sequence
from pathlib import Path

from warehouse.ddl import literal
from warehouse.exports.choice import Manner
from warehouse.exports.formats import Progress, Written
from warehouse.exports.sheets import Kind, Sheet, sheets
from warehouse.exports.source import Source

OPTIONS = r"FORMAT csv, HEADER true, DELIMITER ';', NEW_LINE E'\r\n'"
MAX_CELL = 32_000
"""Excel holds 32,767 characters in a cell and spills the rest into further rows."""
CUT = " […]"
DIGITS = 15
"""What Excel keeps of a number."""
_MONTHS = (
    "jan(v(ier)?|uary)?|f[ée]v(r(ier)?)?|feb(ruary)?|mar(s|ch)?|avr(il)?|apr(il)?|mai|may|juin?|june?|juil(let)?|july?"
    "|ao[ûu]t|aug(ust)?|sept?(embre|ember)?|oct(obre|ober)?|nov(embre|ember)?|d[ée]c(embre|ember)?"
)
# What begins like a formula, or reads like a number, a date, a time or a constant, whatever blank or invisible
# characters stand before it. A plain whole number such as 2024 becomes the same number, and that is no loss.
RISKY = (
    r"(?i)^[\s\p{Z}\p{C}]*(['=+@＝＋＠\-－−–.,(%€$£¥]"
    r"|\p{Nd}[\p{Nd}\s\p{Z}.,:;/%‰()+\-–'’€$£¥e]*$"
    r"|\p{Nd}+[\s\p{Z}./\-]*(" + _MONTHS + r")"
    r"|\p{Nd}[\p{Nd}\s\p{Z}:.]*(am?|pm?)$"
    r"|(" + _MONTHS + r")[.\s\p{Z}\-/]+\p{Nd}"
    r"|(vrai|faux|true|false)$)"
)
HARMLESS = r"^(0|[1-9]\d{0,14})$"


def write_french_csv(source: Source, folder: Path, manner: Manner, progress: Progress) -> Sequence[Written]:
    """One file per sheet: faits.csv, sources.csv, conflits.csv, dictionnaire.csv; or the rows of a query."""
    found = sheets(source, Manner("fr", manner.explorer, manner.tables))
    written = []
    for number, sheet in enumerate(found):
        progress(sheet.name, number, len(found))
        file = f"{sheet.name}.csv"
        written.append(Written(file, _write(source, sheet, folder / file)))
    return written


def _write(source: Source, sheet: Sheet, path: Path) -> int:
    draft = path.with_name(f"{path.name}.draft")
    n_rows = source.copy(_guarded(sheet), draft, OPTIONS)
    with draft.open("rb") as plain, path.open("wb") as marked:
        marked.write(codecs.BOM_UTF8)
        shutil.copyfileobj(plain, marked, 1 << 20)
    draft.unlink()
    return n_rows


def _guarded(sheet: Sheet) -> str:
    columns = [f"c{at}" for at in range(len(sheet.fields))]
    cells = []
    for column, field in zip(columns, sheet.fields, strict=True):
        header = field.header.replace('"', '""')
        cells.append(f'{_cell(column, field.kind)} AS "{header}"')
    return f"SELECT {', '.join(cells)} FROM ({sheet.sql}\n) AS t ({', '.join(columns)})"


def _cell(column: str, kind: Kind) -> str:
    """SQL for a cell's text."""
    text = f"CAST({column} AS VARCHAR)"
    if kind == Kind.DATE:
        return text
    if kind == Kind.FLAG:
        return f"CASE WHEN {column} THEN 'oui' WHEN NOT {column} THEN 'non' END"
    if kind == Kind.RATIO:
        return f"replace(CAST(CAST({column} AS DECIMAL(18, 2)) AS VARCHAR), '.', ',')"
    if kind in (Kind.NUMBER, Kind.FLOAT, Kind.FITTING, Kind.EXACT):
        is_plain = f"{text} LIKE '%.%' AND {text} NOT LIKE '%e%'"
        number = f"CASE WHEN {is_plain} THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END"
        comma = f"replace({number}, '.', ',')"
        is_long = f"length(trim(regexp_replace({number}, '[^0-9]', '', 'g'), '0')) > {DIGITS}"
        return comma if kind in (Kind.NUMBER, Kind.FLOAT) else f"CASE WHEN {is_long} THEN '''' ELSE '' END || {comma}"
    cut = f"CASE WHEN length({text}) > {MAX_CELL} THEN left({text}, {MAX_CELL}) || {literal(CUT)} ELSE {text} END"
    if kind == Kind.LINK:
        return text
    is_risky = f"regexp_matches({text}, {literal(RISKY)}) AND NOT regexp_matches({text}, {literal(HARMLESS)})"
    return f"CASE WHEN {is_risky} THEN '''' ELSE '' END || {cut}"
