"""Verb forms as a native reader knows them, and what must not come out."""

import csv
import io
import time
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources

import pytest

from pipelines.languages.inflection import SENSES, VerbForm, expand

LANGUAGES = sorted(
    folder.name
    for folder in (resources.files("pipelines") / "languages").iterdir()
    if (folder / "inflection.csv").is_file()
)
FINITE = frozenset({"PRES", "PAST", "IMPF", "FUT", "COND", "SUBJ"})
HEAD_VERBS, HEAD_CLASSES, HEAD_HOMOGRAPHS = "lemma,class,forms,sense\n", "class,drop,swap,ending,form\n", "form,kind\n"


def texts(language: str) -> tuple[str, str, str]:
    folder = resources.files("pipelines") / "languages" / language
    names = ("verbs.csv", "inflection.csv", "homographs.csv")
    verbs, classes, homographs = ((folder / name).read_text(encoding="utf-8") for name in names)
    return verbs, classes, homographs


@cache
def table(language: str) -> Mapping[str, VerbForm]:
    return expand(*texts(language))


# surface lemma form
FRENCH = """
augmente augmenter PRES|augmentent augmenter PRES|augmentait augmenter IMPF|augmentèrent augmenter PAST
augmenta augmenter PAST|augmentera augmenter FUT|augmenteraient augmenter COND|augmentée augmenter PP
augmentant augmenter GER|augmentons augmenter PRES|élèvent élever PRES|élevait élever IMPF|élèverait élever COND
élevé élever PP|cèdent céder PRES|cédait céder IMPF|cédera céder FUT|cèdera céder FUT|protège protéger PRES
protégeait protéger IMPF|jetait jeter IMPF|jette jeter PRES|appellent appeler PRES|rappelle rappeler PRES
projette projeter PRES|renouvelle renouveler PRES|achète acheter PRES|achetait acheter IMPF|gèle geler PRES
pèse peser PRES|plaçait placer IMPF|plaçons placer PRES|placent placer PRES|annonça annoncer PAST
mangeait manger IMPF|dégageons dégager PRES|engagea engager PAST|emploient employer PRES|emploie employer PRES
employait employer IMPF|paie payer PRES|paye payer PRES|appuient appuyer PRES|envoie envoyer PRES
enverra envoyer FUT|finissent finir PRES|investit investir PRES|investit investir PAST|investi investir PP
ralentissait ralentir IMPF|bondit bondir PAST|vend vendre PRES|vendent vendre PRES|perdu perdre PP
répond répondre PRES|descendrait descendre COND|détient détenir PRES|détiennent détenir PRES|maintint maintenir PAST
obtiendra obtenir FUT|obtenu obtenir PP|atteint atteindre PRES|atteignent atteindre PRES|atteignait atteindre IMPF
atteignit atteindre PAST|atteindra atteindre FUT|produit produire PP|produisent produire PRES|réduisit réduire PAST
inscrit inscrire PRES|souscrivent souscrire PRES|comprend comprendre PRES|comprennent comprendre PRES
comprenait comprendre IMPF|compris comprendre PP|prévoit prévoir PRES|prévoyait prévoir IMPF|prévoira prévoir FUT
prévu prévoir PP|verrait voir COND|reçoit recevoir PRES|reçu recevoir PP|accueille accueillir PRES
accueillera accueillir FUT|ouvre ouvrir PRES|offerts offrir PP|connaît connaître PRES|connut connaître PAST
accroît accroître PRES|accrue accroître PP|décroissent décroître PRES|croît croître PRES|crût croître PAST
a avoir PRES|été être PP|furent être PAST|sont être PRES|soient être SUBJ|devrait devoir COND
pourraient pouvoir COND|va aller PRES|ira aller FUT|permet permettre PRES|permirent permettre PAST|fait faire PRES
font faire PRES|satisferait satisfaire COND|vaut valoir PRES|équivalent équivaloir PRES|acquiert acquérir PRES
acquièrent acquérir PRES|acquis acquérir PP|résout résoudre PRES|conclut conclure PAST|conclue conclure PP
extrayait extraire IMPF|suit suivre PRES|survécu survivre PP|élu élire PP|parcourt parcourir PRES
sortent sortir PRES|recrée recréer PRES|créée créer PP|œuvre œuvrer PRES|rompt rompre PRES|combattait combattre IMPF
naquit naître PAST|meurent mourir PRES|souviennent souvenir PRES|étudie étudier PRES
"""
ENGLISH = """
rises rise PRES|rose rise PAST|risen rise PP|rising rise GER|rise rise INF|fell fall PAST|fallen fall PP
grew grow PAST|grown grow PP|shrank shrink PAST|shrunk shrink PP|cut cut PAST|cut cut PP|cutting cut GER
cuts cut PRES|sank sink PAST|slid slide PAST|dropped drop PAST|dropping drop GER|slipped slip PAST|stopped stop PP
planned plan PAST|shipping ship GER|trimmed trim PAST|reached reach PAST|reaches reach PRES|totalled total PAST
totaled total PAST|totalling total GER|travelled travel PAST|stood stand PAST|came come PAST|comes come PRES
exceeded exceed PAST|surpasses surpass PRES|approaches approach PRES|hit hit PAST|was be PAST|were be PAST
are be PRES|been be PP|has have PRES|had have PAST|would will COND|will will FUT|could can COND|employs employ PRES
employed employ PAST|employing employ GER|supplies supply PRES|supplied supply PP|carries carry PRES|said say PAST
saying say GER|reported report PAST|notes note PRES|showed show PAST|shown show PP|told tell PAST|told tell PP
forecast forecast PAST|forecasting forecast GER|expects expect PRES|expected expect PP|predicting predict GER
aims aim PRES|sold sell PAST|bought buy PP|built build PP|spent spend PAST|paid pay PAST|lent lend PAST
led lead PAST|won win PAST|winning win GER|organised organise PAST|organized organise PAST|stabilizing stabilise GER
analyze analyse INF|analysed analyse PAST|halved halve PAST|halving halve GER|doubled double PAST
tripling triple GER|multiplies multiply PRES|occurred occur PAST|transferred transfer PP|offered offer PAST
visiting visit GER|admitted admit PP|committed commit PAST|controlled control PAST|developed develop PP
focused focus PAST|lay lie PAST|lying lie GER|dying die GER|goes go PRES|went go PAST|gone go PP|does do PRES
undertook undertake PAST|withdrew withdraw PAST|overtaken overtake PP|chose choose PAST|froze freeze PAST
frozen freeze PP|kept keep PAST|held hold PAST|put put PAST|saw see PAST|seen see PP|fled flee PAST
agreed agree PAST|fulfill fulfil INF
"""
CASES = [
    (language, *entry.split())
    for language, listed in (("fr", FRENCH), ("en", ENGLISH))
    for line in listed.strip().splitlines()
    for entry in line.split("|")
]


@pytest.mark.parametrize(("language", "surface", "lemma", "form"), CASES)
def test_forms(language: str, surface: str, lemma: str, form: str):
    found = table(language)[surface]
    assert (found.lemma, form in found.forms) == (lemma, True)


WRONG = {
    "fr": """
        mangons engagons placons annonca jètent céde cédent élevent achete achetent employent employe paierent
        vendrerait
        tienent atteindent prendent voyera recevoit connaitssent gele indèxe allégons protége appelent faisont dises
        extraiyait croitent offri couvrit-e finient investient produises écrisent prévoiera accueillira courira
    """,
    "en": """
        falled growed shrinked cutted riseing droped droping reachs visitted offerring supplys supplyed halfed occured
        sayed selled payed buyed dieing lieing goed advertize comprize raized exercized cuted readed fulfiled mimiced
        developped planed shiped controled transfered tryed haved beed
    """,
}


@pytest.mark.parametrize(("language", "surface"), [(lang, word) for lang in WRONG for word in WRONG[lang].split()])
def test_no_wrong_forms(language: str, surface: str):
    assert surface not in table(language)


@pytest.mark.parametrize(
    ("language", "surface", "senses"),
    [
        ("fr", "atteint", "LEVEL"), ("fr", "dépasse", "LEVEL ABOVE"), ("fr", "frôle", "LEVEL NEAR"),
        ("fr", "progressé", "UP"), ("fr", "recula", "DOWN"), ("fr", "abrite", "HOLD"), ("fr", "compte", "LEVEL HOLD"),
        ("fr", "souligne", "SAY"), ("fr", "table", "FORECAST"), ("fr", "vise", "TARGET"), ("fr", "estime", "ESTIMATE"),
        ("fr", "demeure", "STAY"), ("fr", "devrait", "AUX FORECAST"), ("fr", "doit", "AUX"),
        ("fr", "organise", "OTHER"),
        ("fr", "divisé", "FACTOR_DIV DOWN"), ("en", "totals", "LEVEL"), ("en", "exceeds", "LEVEL ABOVE"),
        ("en", "nears", "LEVEL NEAR"), ("en", "soared", "UP"), ("en", "shed", "DOWN"), ("en", "employs", "HOLD"),
        ("en", "says", "SAY"), ("en", "expects", "FORECAST"), ("en", "pledged", "TARGET"),
        ("en", "reckons", "ESTIMATE"),
        ("en", "remained", "STAY"), ("en", "is", "LEVEL AUX"), ("en", "raised", "HOLD"), ("en", "describes", "SAY"),
    ],
)  # fmt: skip
def test_senses(language: str, surface: str, senses: str):
    assert table(language)[surface].senses == frozenset(senses.split())


@pytest.mark.parametrize(
    ("language", "surface", "factor"),
    [("fr", "triplé", "3"), ("fr", "décupla", "10"), ("fr", "multiplié", None), ("en", "halved", "0.5")],
)
def test_factors(language: str, surface: str, factor: str | None):
    found = table(language)[surface]
    assert "FACTOR" in found.senses
    assert found.factor == (Decimal(factor) if factor else None)


HOMOGRAPHS = {
    "fr": "compte marque cause hausse baisse offre demande reste mesure montant maintenant avions programme produit",
    "en": "increase rise falls report estimates plans costs share target record cut gain spending building",
}
VERBS = {
    "fr": "atteint progresse augmentent emploie représente recule devrait est",
    "en": "rose fell reached employs increased said shrank",
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_homographs(language: str):
    found = table(language)
    assert [word for word in HOMOGRAPHS[language].split() if not found[word].is_homograph] == []
    assert [word for word in VERBS[language].split() if found[word].is_homograph] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pack_is_large_and_consistent(language: str):
    verbs, classes, homographs = texts(language)
    rows = list(csv.DictReader(io.StringIO(verbs)))
    assert len({row["lemma"] for row in rows}) >= 700
    used = {row["class"] for row in rows} - {""}
    defined = {name for row in csv.DictReader(io.StringIO(classes)) for name in row["class"].split("|")}
    assert used == defined
    forms = [row["form"] for row in csv.DictReader(io.StringIO(homographs))]
    assert len(set(forms)) == len(forms) >= 200
    assert set(forms) <= set(table(language))
    assert all(found.forms and found.senses <= SENSES for found in table(language).values())
    assert all(surface == surface.lower() and surface for surface in table(language))
    assert {sense for found in table(language).values() for sense in found.senses} >= SENSES - {"FACTOR_DIV"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_expansion_is_fast(language: str):
    read = texts(language)
    best = 1.0
    for _ in range(5):
        began = time.perf_counter()
        expand(*read)
        best = min(best, time.perf_counter() - began)
    assert best < 0.06


def test_merging_keeps_the_first_lemma_and_all_senses():
    verbs = HEAD_VERBS + "voir,,PAST:vit,SAY\nvivre,,PRES:vit,FACTOR:2\n"
    found = expand(verbs, HEAD_CLASSES, HEAD_HOMOGRAPHS + "vit,NOUN\nunheard,NOUN\n")
    both = VerbForm("voir", frozenset({"PAST", "PRES"}), frozenset({"SAY", "FACTOR"}), Decimal(2), is_homograph=True)
    assert found == {"vit": both}


def test_class_and_listed_forms_add_up():
    classes = HEAD_CLASSES + "x|y,1,a>ä,&e,PRES|SUBJ\nx,0,,,INF\n"
    found = expand(HEAD_VERBS + "rat,x,PP:ge_rat,OTHER\n", classes, HEAD_HOMOGRAPHS)
    assert {surface: found[surface].forms for surface in found} == {
        "rääe": frozenset({"PRES", "SUBJ"}),
        "rat": frozenset({"INF"}),
        "ge rat": frozenset({"PP"}),
    }


@pytest.mark.parametrize(
    ("verbs", "classes", "message"),
    [
        ("a,nowhere,,OTHER\n", "", "no class 'nowhere'"),
        ("a,,PRES:a,WRONG\n", "", "'WRONG' is not one of"),
        ("a,,XXX:a,OTHER\n", "", "'XXX' is not one of"),
        ("a,,PRES:a,FACTOR:two\n", "", "'two' is no factor"),
        ("", "x,one,,a,PRES\n", "drop must be a whole number"),
        ("", "x,1,ab,a,PRES\n", "swap be empty or like a>b"),
        ("", "x,1,,a,NONE\n", "'NONE' is not one of"),
    ],
)
def test_mistakes_in_the_files_are_named(verbs: str, classes: str, message: str):
    with pytest.raises(ValueError, match=message):
        expand(HEAD_VERBS + verbs, HEAD_CLASSES + classes, HEAD_HOMOGRAPHS)
