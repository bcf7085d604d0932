"""A published home whose reports hold what harms a page, a spreadsheet, a query or a terminal that trusts them.

Every text that comes from a report holds all of it: text, file name, title, publisher, data source, heading, labels,
and the words of the figures themselves. Whoever shows, exports or mirrors reports tests with it.
"""

from __future__ import annotations

import base64
from decimal import Decimal
from pathlib import Path

from schemas.records import stable_id
from tests.warehouse.conftest import NOW, Claim, Rows, make_batch, make_report
from warehouse import publish
from warehouse.home import Home
from warehouse.store import Store

DATA_URL = "data:text/html;base64," + base64.b64encode(b"<script>alert(1)</script>").decode("ascii")
SCRIPT_URL = "javascript:alert(1)"
SNIPPETS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"; DROP TABLE fact_observation; --',
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\u202etxet desrever\u202c",
    "\u200fright to left",
    DATA_URL,
    SCRIPT_URL,
    "]]>",
    "-->",
    "</textarea></title></style>",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "&lt;b&gt; &amp; 'quoted' \"twice\"",
    "'leading quote",
    "a,b;c\td",
    "\x01\x07\x08\x0b\x1b[31m\x7f\x85\u2028",
    "🤖 人工智能",
)
"""What is in every text, one by one."""
LINE = " ".join(SNIPPETS)
"""All of it in one line."""
BLOCK = "\n".join(SNIPPETS)
"""All of it, line by line."""
FIRST, SECOND = f"{LINE}.txt", "=second.txt"
"""The two reports' file names."""
FIGURES = ("2 400", '=1900+cmd|" /C calc"!A0', "<b>12</b>", "@412")
"""The words of the four figures of the first report, in their order; their values are 2400, 1900, 12 and 412."""


def hostile_home(path: Path, *others: Rows) -> Home:
    """Load both reports, and others, into a new home in this folder, publish it, and give it."""
    home = Home(path)
    Store(home).load(make_batch(_first(), _second(), *others), "run-1", NOW)
    publish.publish(home)
    return home


def _first() -> Rows:
    """Four facts; the last one is of an indicator on no list, named by the report's own words."""
    own = f"fr:{LINE}"
    extra = {"indicator_text": BLOCK, "area_name": LINE, "data_source": LINE}
    claims = [
        Claim(FIGURES[0], Decimal(2400), extra=extra),
        Claim(FIGURES[1], Decimal(1900), ref_area="CN", extra=extra),
        Claim(FIGURES[2], Decimal(12), "AI_INDUSTRY_SIZE", "USD", extra=extra),
        Claim(FIGURES[3], Decimal(412), own, extra=extra),
    ]
    text = f"{LINE}\n" + "".join(f"{LINE} {words} {LINE}\n" for words in FIGURES) + f"{BLOCK}\n"
    rows = make_report(FIRST, text, claims, title=LINE, publisher=LINE, data_source=LINE, source_uri=DATA_URL)
    for paragraph in rows["dim_paragraph"]:
        paragraph["heading_path"] = LINE
    report_id, paragraph = rows["dim_report"][0]["report_id"], rows["dim_paragraph"][0]
    rows["dim_indicator"] = [{"indicator": own, "is_curated": False, "name_fr": LINE}]
    rows["skipped_numeral"] = [{
        "skipped_id": stable_id(report_id, 0, 1), "report_id": report_id, "paragraph_id": paragraph["paragraph_id"],
        "start_char": 0, "end_char": len(SNIPPETS[0]), "exact": SNIPPETS[0], "reason": "unassigned", "rule": "none",
    }]  # fmt: skip
    rows["quarantine"] = [{
        "quarantine_id": stable_id("hostile"), "stage": "READ", "place": LINE, "report_id": None, "row_json": LINE,
        "check_name": "readable", "reason": LINE, "first_seen": NOW, "last_seen": NOW, "resolution": "OPEN",
    }]  # fmt: skip
    return rows


def _second() -> Rows:
    """One fact of a report whose address is a script."""
    text = f"{LINE} 1 234\n"
    return make_report(SECOND, text, [Claim("1 234", Decimal(1234), ref_area="CN")], source_uri=SCRIPT_URL)
