"""Generated properties: a number that CLDR or a speller writes is read back; layout and neighbours change no fact."""

import random
import textwrap
from datetime import date
from decimal import Decimal

import pytest
from babel import Locale
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from num2words import num2words

from pipelines.languages import SUPPORTED
from schemas.records import Mention, ReportMetadata
from tests.benchmarks.prose import LANGUAGES, prose
from tests.pipelines.reading import read_text

ISSUED = date(2025, 3, 15)
CARRIERS = {
    "fr": ("La production a atteint {} tonnes en 2024.", "Le taux de chômage est de {} en 2024.",
           "Le chiffre d'affaires s'élève à {} en 2024.", "La région compte {} entreprises."),
    "en": ("Output reached {} tonnes in 2024.", "The unemployment rate was {} in 2024.",
           "Revenue came to {} in 2024.", "The region has {} companies."),
    "es": ("La producción alcanzó {} toneladas en 2024.", "La tasa de paro fue del {} en 2024.",
           "La facturación fue de {} en 2024.", "La región tiene {} empresas."),
    "de": ("Die Produktion erreichte 2024 {} Tonnen.", "Die Arbeitslosenquote lag 2024 bei {}.",
           "Der Umsatz betrug 2024 {}.", "Die Region zählt {} Unternehmen."),
    "zh": ("2024年产量达到{}吨。", "2024年失业率为{}。", "2024年营业收入为{}。", "全市共有企业{}家。"),
}  # fmt: skip
LOCALES = {
    "fr": ("FR",), "fr_CH": ("CH",), "fr_CA": ("CA",), "fr_BE": ("BE",), "en_US": ("US",), "en_GB": ("GB",),
    "en_IN": ("IN",), "en_IE": ("IE",), "es_ES": ("ES",), "es_MX": ("MX",), "es_AR": ("AR",), "de_DE": ("DE",),
    "de_CH": ("CH",), "de_AT": ("AT",), "zh_CN": ("CN",),
}  # fmt: skip
READ = tuple(locale for locale in LOCALES if locale[:2] in SUPPORTED)
quick = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
thorough = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))


def only(locale: str, sentence: str) -> Mention:
    """The one statement of a sentence in a report of the locale's country."""
    metadata = ReportMetadata(date_issued=ISSUED, ref_area=LOCALES.get(locale, (None,))[0])
    found = read_text(sentence, locale[:2], metadata).extraction.mentions
    assert len(found) == 1, (sentence, [m.exact for m in found])
    return found[0]


def written_decimal(locale: str, value: Decimal) -> str:
    return format_decimal(value, format="#,##0.##", locale=locale)


def check_decimal(locale: str, value: Decimal) -> None:
    sentence = CARRIERS[locale[:2]][0].format(written_decimal(locale, value))
    assert only(locale, sentence).value == value, sentence


def check_percent(locale: str, value: Decimal) -> None:
    pattern = Locale.parse(locale).percent_formats[None].pattern.replace("0%", "0.##%").replace("0\xa0%", "0.##\xa0%")
    found = only(locale, CARRIERS[locale[:2]][1].format(format_percent(value / 100, format=pattern, locale=locale)))
    assert (found.value, found.unit_measure) == (value, "PERCENT"), found.exact


def check_currency(locale: str, value: Decimal, code: str) -> None:
    sentence = CARRIERS[locale[:2]][2].format(format_currency(value, code, locale=locale))
    found = only(locale, sentence)
    assert (found.value, found.unit_measure) == (value, code), sentence


def check_compact(locale: str, hundredths: int, exponent: int, form: str) -> None:
    value = Decimal(hundredths).scaleb(exponent - 2)
    written = format_compact_decimal(value, format_type=form, locale=locale, fraction_digits=2)
    sentence = CARRIERS[locale[:2]][0].format(written)
    assert only(locale, sentence).value == value, sentence


def below(locale: str) -> int:
    """Where the locale stops grouping by thousands."""
    return 9_999_999 if locale == "en_IN" else 99_999_999_999


hundredths = st.integers(101, 99_999)
shares = st.integers(1, 9_999).map(lambda n: Decimal(n) / 100)
CODES = {"CH": "CHF", "MX": "MXN", "US": "USD", "GB": "GBP", "IN": "INR", "CA": "CAD", "AR": "ARS", "CN": "CNY"}


def forms(locale: str) -> list[str]:
    """CLDR's compact forms that are in use: neither `G` for milliards nor crores."""
    if locale[:2] == "zh":
        return ["short"]
    return ["long"] if locale in ("fr_CA", "en_IN") else ["long", "short"]


def scales(locale: str) -> list[int]:
    return [4, 8] if locale[:2] == "zh" else [6, 9]


def decimals(locale: str) -> st.SearchStrategy[Decimal]:
    return st.integers(201, below(locale)).map(lambda n: Decimal(n) / 100)


def check_cldr(locale: str, effort: settings) -> None:
    """Decimals, percentages, amounts and compact numbers that CLDR renders in a locale are read back."""
    code = CODES.get(LOCALES[locale][0], "EUR")

    @effort
    @given(decimals(locale), shares, st.sampled_from(forms(locale)), hundredths, st.sampled_from(scales(locale)))
    def check(value: Decimal, share: Decimal, form: str, digits: int, exponent: int) -> None:
        check_decimal(locale, value)
        check_percent(locale, share)
        check_currency(locale, value, code)
        check_compact(locale, digits, exponent, form)

    check()


@pytest.mark.parametrize("locale", READ)
def test_cldr_numbers_are_read_back(locale: str) -> None:
    check_cldr(locale, quick)


HAN = "零一二三四五六七八九"


def in_han(number: int) -> str:
    """A Chinese number below 10^12 in characters, composed by our own rule."""
    if number == 0:
        return ""
    for base, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= base:
            high, low = divmod(number, base)
            gap = "零" if low and low < base // 10 else ""
            return in_han(high) + name + gap + in_han(low)
    return HAN[number]


def spelled(language: str, number: int) -> str:
    if language == "zh":
        return in_han(number)
    return str(num2words(number, lang=language)).replace(",", "").replace("einstausend", "eintausend")


def check_words(language: str, number: int) -> None:
    sentence = CARRIERS[language][3].format(spelled(language, number))
    assert only(language, sentence).value == number, sentence


SPELLED = tuple(language for language in ("fr", "en", "es", "de", "zh") if language in SUPPORTED)
numbers = st.one_of(st.integers(13, 9_999), st.integers(13, 999_999), st.integers(1_000_000, 999_999_999))


@pytest.mark.parametrize("language", SPELLED)
def test_number_words_are_read_back(language: str) -> None:
    @quick
    @given(numbers)
    def check(number: int) -> None:
        check_words(language, number)

    check()


Fact = tuple[object, ...]


def facts(text: str, language: str) -> list[Fact]:
    """What a report says, without the places where it says it."""
    found = read_text(text, language, ReportMetadata(date_issued=ISSUED)).extraction.mentions
    return [
        (m.value, m.min_value, m.max_value, m.unit_measure, m.stat_type, m.comparator, m.is_approximate, m.time_period,
         m.base_per, m.ref_area, m.obs_status, m.indicator_text)
        for m in found
    ]  # fmt: skip


def is_spaced(path: str) -> bool:
    return not path.startswith("zh")


WRITTEN = tuple(language for language in SUPPORTED if language in LANGUAGES)
ALPHABETIC = tuple(language for language in WRITTEN if language != "zh")


def wrapped(text: str, width: int) -> str:
    """Every paragraph hard-wrapped, as e-mail and plain-text reports are."""
    fill = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False).fill
    return "\n\n".join(fill(paragraph) for paragraph in text.split("\n\n"))


def check_wrap(language: str, seed: int, width: int) -> None:
    text = prose(language, 2_500, seed)
    assert facts(wrapped(text, width), language) == facts(text, language)


def check_spaces(language: str, seed: int, space: str) -> None:
    text = prose(language, 2_500, seed)
    chance = random.Random(seed)
    other = "".join(space if char == " " and chance.random() < 0.5 else char for char in text)
    assert facts(other, language) == facts(text, language)


def check_neighbours(language: str, seed: int, another: str) -> None:
    text = prose(language, 1_500, seed)
    alone = facts(text, language)
    facts(prose(language, 1_500, seed + 1), language)
    facts(prose(another, 1_500, seed), another)
    assert facts(text, language) == alone


def spans(text: str, language: str) -> set[tuple[int, int]]:
    mentions = read_text(text, language, ReportMetadata(date_issued=ISSUED)).extraction.mentions
    return {(m.start_char, m.end_char) for m in mentions}


def check_union(language: str, seed: int) -> None:
    one = "# A\n\n" + prose(language, 1_500, seed) + "\n\n"
    other = "# B\n\n" + prose(language, 1_500, seed + 1)
    moved = {(start + len(one), end + len(one)) for start, end in spans(other, language)}
    assert spans(one + other, language) == spans(one, language) | moved


seeds = st.integers(0, 10_000)
others = st.sampled_from(WRITTEN)


def check_layout(language: str, seed: int, width: int, space: str) -> None:
    if language in ALPHABETIC:
        check_wrap(language, seed, width)
        check_spaces(language, seed, space)


layouts = (seeds, st.sampled_from([64, 72, 80, 100]), st.sampled_from(["\u00a0", "\u202f"]))


@pytest.mark.parametrize("language", WRITTEN)
def test_facts_do_not_depend_on_layout_or_neighbours(language: str) -> None:
    @settings(quick, max_examples=2)
    @given(*layouts, others)
    def check(seed: int, width: int, space: str, another: str) -> None:
        check_layout(language, seed, width, space)
        check_neighbours(language, seed, another)
        check_union(language, seed)

    check()


@pytest.mark.long
@pytest.mark.parametrize("locale", READ)
def test_many_cldr_numbers_are_read_back(locale: str) -> None:
    check_cldr(locale, thorough)


@pytest.mark.long
@pytest.mark.parametrize("language", SPELLED)
def test_many_number_words_are_read_back(language: str) -> None:
    @thorough
    @given(numbers)
    def check(number: int) -> None:
        check_words(language, number)

    check()


@pytest.mark.long
@pytest.mark.parametrize("language", WRITTEN)
def test_facts_of_many_reports_do_not_depend_on_layout_or_neighbours(language: str) -> None:
    @settings(quick, max_examples=100)
    @given(*layouts, others)
    def check(seed: int, width: int, space: str, another: str) -> None:
        check_layout(language, seed, width, space)
        check_neighbours(language, seed, another)
        check_union(language, seed)

    check()
