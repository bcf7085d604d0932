"""A home with hostile text, numbers of many digits and Chinese words, and each of its exports, made once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.warehouse.conftest import Claim, Rows, make_report
from tests.warehouse.hostile_text import hostile_home
from warehouse.exports.choice import Choice, Manner
from warehouse.exports.export import FORMATS, export
from warehouse.home import Home

CHINESE = "zh_北京.txt"
LONG = Decimal("12345678901234567890.123456789")
VALUES = {
    "1.234.567": Decimal("1234567"),
    "moins un demi": Decimal("-0.5"),
    "很多": LONG,
    "412e9": Decimal("412e9"),
    "zéro": Decimal("0"),
    "2万家": Decimal("20000"),
    "约一百": Decimal("99999999999999999999999999999.999999999"),
}
"""The words of the Chinese report's figures, in order, and their values."""
Made = Callable[..., Path]


def chinese() -> Rows:
    """A report of seven figures: no two have the same key, the last is a target."""
    text = "北京 “人工智能” <&> 企业：\n" + "\n".join(f"到2025年，{words}，同比。" for words in VALUES) + "\n"
    claims = [
        Claim(
            words,
            value,
            time_period=str(2019 + number),
            ref_area="CN",
            unit_measure="CNY",
            extra={"min_value": value - 1, "max_value": value} if words == "2万家" else {},
        )
        for number, (words, value) in enumerate(VALUES.items())
    ]
    claims[-1].extra["obs_status"] = "T"
    address = "https://example.org/报告?a=1&b=2#x"
    return make_report(CHINESE, text, claims, language="zh", title="人工智能", source_uri=address)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return hostile_home(tmp_path_factory.mktemp("filled"), chinese())


@pytest.fixture(scope="session")
def made(filled: Home, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Where an export of the filled home lies: `made("xlsx", language="fr", reports=(...))`."""

    @cache
    def make(name: str, language: str = "en", tables: tuple[str, ...] = (), **choice: tuple[str, ...]) -> Path:
        out = tmp_path_factory.mktemp(name) / FORMATS[name].target
        return export(filled, name, out, Choice(**choice), Manner(language, tables=tables)).path

    return make
