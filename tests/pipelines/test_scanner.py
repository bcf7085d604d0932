"""Lexing without spaces: numerals by place value, single characters in context, variants and stray white space."""

from decimal import Decimal

import pytest

from pipelines.languages import pack
from pipelines.place_values import PlaceValues
from pipelines.scanner import Scanner
from pipelines.tokens import NAME_OF

PACK = pack("zh")
SCANNER = Scanner(PACK)


def tokens(text: str) -> list[tuple[str, str]]:
    lexed = SCANNER.sentences(text, 0, len(text))
    return [
        (text[start:end], NAME_OF[char])
        for one in lexed
        for char, start, end in zip(one.sentence.types, one.sentence.starts, one.sentence.ends, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "value", "is_more"),
    [
        ("2,400", "2400", False),
        ("2400余", "2400", True),
        ("4.3万亿", "4300000000000", False),
        ("1亿2000万", "120000000", False),
        ("一万五千", "15000", False),
        ("三百二十", "320", False),
        ("三百多万", "3000000", True),
        ("十二", "12", False),
        ("两百", "200", False),
        ("五点三", "5.3", False),
        ("837万4千", "8374000", False),
        ("十亿", "1000000000", False),
    ],
)
def test_numerals_say_their_value(text: str, value: str, is_more: bool) -> None:
    assert PACK.unspaced is not None
    numeral = PlaceValues(PACK.unspaced).value(text)
    assert numeral is not None
    assert (numeral.value.scaleb(numeral.mult), numeral.is_more) == (Decimal(value), is_more)


def test_scale_characters_that_begin_a_unit_belong_to_it() -> None:
    assert tokens("627万千瓦") == [("627万", "NUMERAL"), ("千瓦", "UNIT")]


def test_number_words_count_only_before_a_unit() -> None:
    assert ("三", "NUMERAL") in tokens("三家公司")
    assert all(name != "NUMERAL" for _, name in tokens("三峡大坝统一调度"))


def test_single_characters_stand_for_themselves_only_in_their_place() -> None:
    assert tokens("居民可支配收入")[0] == ("居民", "WORD")
    assert ("也", "ADVERB") in tokens("进口也增长5%")
    assert ("在", "PREP") not in tokens("公司在研项目46个")


def test_variants_are_read_like_the_characters_of_the_lists() -> None:
    assert [name for _, name in tokens("銷售額達4.3萬億元")] == [name for _, name in tokens("销售额达4.3万亿元")]


def test_white_space_inside_words_is_no_boundary() -> None:
    assert ("年 初", "DEICTIC") in tokens("较 年 初 上 涨 5%")


def test_a_gap_between_words_parts_them() -> None:
    assert ("　", "COMMA") in tokens("火灾超90万起　电气故障居首")


@pytest.mark.parametrize(("text", "status"), [("将完成投资5亿元", "T"), ("将达到5亿元", "F"), ("将利率下调5%", "")])
def test_the_future_word_is_told_by_its_verb(text: str, status: str) -> None:
    cues = SCANNER.sentences(text, 0, len(text))[0].cues
    assert "".join(cue.status for cue in cues) == status
