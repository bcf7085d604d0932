"""Verb forms as a native reader knows them, and what must not come out."""

import csv
import io
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources

import pytest

from pipelines.languages.inflection import SENSES, VerbForm, expand
from tests.pipelines.test_corpus import floors

LANGUAGES = sorted(
    folder.name
    for folder in (resources.files("pipelines") / "languages").iterdir()
    if (folder / "inflection.csv").is_file() and not (folder / "variants.txt").is_file()
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


# surface lemma form; an underscore stands for a space
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
SPANISH = """
aumenta aumentar PRES|aumentó aumentar PAST|aumentaron aumentar PAST|aumentaría aumentar COND|creció crecer PAST
crezca crecer SUBJ|cayó caer PAST|cayeron caer PAST|cae caer PRES|redujo reducir PAST|redujeron reducir PAST
reduzca reducir SUBJ|produce producir PRES|invierte invertir PRES|invirtió invertir PAST|invertido invertir PP
cuenta contar PRES|muestran mostrar PRES|alcanzó alcanzar PAST|alcance alcanzar SUBJ|empiezan empezar PRES
refuerza reforzar PRES|pierde perder PRES|mueve mover PRES|resuelto resolver PP|devuelve devolver PRES
mide medir PRES|midió medir PAST|compiten competir PRES|eligió elegir PAST|elija elegir SUBJ|siguen seguir PRES
siga seguir SUBJ|consiguió conseguir PAST|incluye incluir PRES|incluyó incluir PAST|disminuyeron disminuir PAST
contribuyendo contribuir GER|tiene tener PRES|tuvo tener PAST|tendrá tener FUT|mantienen mantener PRES
obtuvo obtener PAST|supone suponer PRES|supuso suponer PAST|propuesto proponer PP|prevé prever PRES
prevén prever PRES|previsto prever PP|amplía ampliar PRES|amplió ampliar PAST|sitúa situar PRES|situó situar PAST
evalúan evaluar PRES|dijo decir PAST|dicho decir PP|hizo hacer PAST|hecho hacer PP|satisfacen satisfacer PRES
hay haber PRES|había haber IMPF|ha haber PRES|son ser PRES|fueron ser PAST|sido ser PP|podría poder COND
debería deber COND|abierto abrir PP|descubierto descubrir PP|suscrito suscribir PP|leyó leer PAST
proveído proveer PP|exige exigir PRES|exija exigir SUBJ|recoge recoger PRES|reúne reunir PRES|atrajo atraer PAST
pagó pagar PAST|pague pagar SUBJ|reduciendo reducir GER|creciendo crecer GER|vale valer PRES
equivalen equivaler PRES|averigua averiguar PRES|roto romper PP|convenció convencer PAST|desciende descender PRES
"""
GERMAN = """
steigt steigen PRES|stieg steigen PAST|stiegen steigen PAST|gestiegen steigen PP|steigend steigen GER
ansteigt ansteigen PRES|anstieg ansteigen PAST|angestiegen ansteigen PP|anzusteigen ansteigen INF
stieg_an ansteigen PAST|zunahm zunehmen PAST|zugenommen zunehmen PP|zuzunehmen zunehmen INF|nahm_zu zunehmen PAST
geht_zurück zurückgehen PRES|zurückgegangen zurückgehen PP|sank sinken PAST|gesunken sinken PP|fiel fallen PAST
wächst wachsen PRES|wuchs wachsen PAST|beträgt betragen PRES|betrug betragen PAST|belief belaufen PAST
erreichte erreichen PAST|erreicht erreichen PP|übersteigt übersteigen PRES|übertraf übertreffen PAST
liegt liegen PRES|lag liegen PAST|läge liegen COND|umfasst umfassen PP|beschäftigt beschäftigen PRES
beschäftigte beschäftigen PAST|produziert produzieren PP|produzierten produzieren PAST|investierte investieren PAST
gearbeitet arbeiten PP|arbeitete arbeiten PAST|arbeitet arbeiten PRES|gerechnet rechnen PP|rechnete rechnen PAST
verringerte verringern PAST|verringert verringern PP|steigerte steigern PAST|gesteigert steigern PP
verdoppelte verdoppeln PAST|halbiert halbieren PP|ausgebaut ausbauen PP|auszubauen ausbauen INF
eingestellt einstellen PP|eingebrochen einbrechen PP|gesagt sagen PP|teilte_mit mitteilen PAST
mitgeteilt mitteilen PP|berichtete berichten PAST|geschätzt schätzen PP|prognostiziert prognostizieren PP
erwartet erwarten PRES|rechnet rechnen PRES|ist sein PRES|waren sein PAST|gewesen sein PP|würde werden COND
wird werden PRES|wurden werden PAST|hat haben PRES|dürfte dürfen COND|könnten können COND|soll sollen PRES
verlor verlieren PAST|verloren verlieren PP|blieb bleiben PAST|geblieben bleiben PP|gegeben geben PP
vergeben vergeben PP|gegangen gehen PP|gewann gewinnen PAST|gewonnen gewinnen PP|verkauft verkaufen PP
verkaufte verkaufen PAST|geliefert liefern PP|liefert liefern PRES|öffnete öffnen PAST|wohnt wohnen PRES
lernte lernen PAST|schaffte schaffen PAST|schuf schaffen PAST|eröffnet eröffnen PP
"""
ITALIAN = """
aumenta aumentare PRES|aumentano aumentare PRES|aumentò aumentare PAST|aumenterà aumentare FUT
aumenterebbero aumentare COND|aumentate aumentare PP|indicherà indicare FUT|paghino pagare SUBJ
annuncerà annunciare FUT|tagliamo tagliare PRES|cede cedere PRES|ceduto cedere PP|raggiunse raggiungere PAST
raggiunta raggiungere PP|scesero scendere PAST|scesi scendere PP|crebbe crescere PAST|diminuisce diminuire PRES
diminuirono diminuire PAST|salgono salire PRES|risalì risalire PAST|riducono ridurre PRES|ridusse ridurre PAST
ridotte ridurre PP|produrrà produrre FUT|contrae contrarre PRES|mantiene mantenere PRES|mantenne mantenere PAST
ottenuti ottenere PP|rimasero rimanere PAST|prevedono prevedere PRES|dovrebbe dovere COND|è essere PRES
"""
CASES = [
    (language, *entry.split())
    for language, listed in (("fr", FRENCH), ("en", ENGLISH), ("es", SPANISH), ("de", GERMAN), ("it", ITALIAN))
    for line in listed.strip().splitlines()
    for entry in line.split("|")
]


@pytest.mark.parametrize(("language", "surface", "lemma", "form"), CASES)
def test_forms(language: str, surface: str, lemma: str, form: str):
    found = table(language)[surface.replace("_", " ")]
    assert (found.lemma, form in found.forms) == (lemma, True)


WRONG = {
    "fr": """
        mangons engagons placons annonca jètent céde cédent élevent achete achetent employent employe paierent
        vendrerait tienent atteindent prendent voyera recevoit connaitssent gele indèxe allégons protége appelent
        faisont dises
        extraiyait croitent offri finient investient produises écrisent prévoiera accueillira courira
    """,
    "en": """
        falled growed shrinked cutted riseing droped droping reachs visitted offerring supplys supplyed halfed occured
        sayed selled payed buyed dieing lieing goed advertize comprize raized exercized cuted readed fulfiled mimiced
        developped planed shiped controled transfered tryed haved beed
    """,
    "es": """
        caió producieron producó reduzió incluió tenió mantiena prevee preve evalua situa decido
        abrido descubrido escribido rompido volvido pagé alcanzé empeza sigió eligo exije exiga aumientar
    """,
    "de": """
        steigte gesteigt wachste gewachst betragte gebetragt geproduziert gebeschäftigt gearbeit rechnt rechnte
        ansteigte geansteigt angesteigt zugenehmt sinkte gesinkt gesunkt verlierte gibte öffnt geverkauft
        gehalbiert geverringert vergegeben begegangen geschaft gerecycelt
    """,
    "it": """
        pagerà indicerà annuncierà tagliii tagliiamo riddotto conteneuto salono sala scenduto raggiunguto
    """,
}


@pytest.mark.parametrize(("language", "surface"), [(lang, word) for lang in WRONG for word in WRONG[lang].split()])
def test_no_wrong_forms(language: str, surface: str):
    assert surface not in table(language)


@pytest.mark.parametrize(
    ("language", "surface", "senses"),
    [
        ("fr", "atteint", "LEVEL REACH"), ("fr", "dépasse", "LEVEL ABOVE"), ("fr", "frôle", "LEVEL NEAR"),
        ("fr", "progressé", "UP"), ("fr", "recula", "DOWN"), ("fr", "abrite", "HOLD"), ("fr", "compte", "LEVEL HOLD"),
        ("fr", "souligne", "SAY"), ("fr", "table", "FORECAST"), ("fr", "vise", "TARGET"), ("fr", "estime", "ESTIMATE"),
        ("fr", "demeure", "STAY"), ("fr", "devrait", "AUX FORECAST"), ("fr", "doit", "AUX"),
        ("fr", "organise", "OTHER"),
        ("fr", "divisé", "FACTOR_DIV DOWN"), ("en", "totals", "LEVEL"), ("en", "exceeds", "LEVEL ABOVE"),
        ("en", "nears", "LEVEL NEAR"), ("en", "soared", "UP"), ("en", "shed", "DOWN LACK"), ("en", "employs", "HOLD"),
        ("en", "says", "SAY"), ("en", "expects", "FORECAST"), ("en", "pledged", "TARGET"),
        ("en", "reckons", "ESTIMATE"),
        ("en", "remained", "STAY"), ("en", "is", "LEVEL AUX"), ("en", "raised", "HOLD UP"), ("en", "describes", "SAY"),
        ("es", "asciende", "LEVEL UP"), ("es", "superó", "LEVEL ABOVE"), ("es", "cayó", "DOWN"),
        ("es", "duplicó", "FACTOR UP"), ("es", "prevé", "FORECAST"), ("es", "emplea", "HOLD"),
        ("de", "beträgt", "LEVEL"), ("de", "nahm zu", "UP"), ("de", "ging zurück", "DOWN"),
        ("de", "übersteigt", "LEVEL ABOVE"),
        ("de", "schätzte", "ESTIMATE"), ("de", "dürfte", "AUX FORECAST"), ("de", "beschäftigt", "HOLD"),
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
    assert len({row["lemma"] for row in rows}) >= floors()[language, "verbs"]
    used = {row["class"] for row in rows} - {""}
    defined = {name for row in csv.DictReader(io.StringIO(classes)) for name in row["class"].split("|")}
    assert used == defined
    forms = [row["form"] for row in csv.DictReader(io.StringIO(homographs))]
    assert len(set(forms)) == len(forms) >= floors()[language, "homographs"]
    assert set(forms) <= set(table(language))
    assert all(found.forms and found.senses <= SENSES for found in table(language).values())
    assert all(surface == surface.lower() and surface for surface in table(language))
    senses = {sense for found in table(language).values() for sense in found.senses}
    assert senses >= SENSES - {"FACTOR_DIV", "BELOW", "LACK", "PASS"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_expansion_takes_little_longer_than_reading_its_files(language: str):
    read = texts(language)

    def quickest(work: Callable[[], object]) -> float:
        times = []
        for _ in range(5):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
        return min(times)

    # Against the same files read as CSV, in the same run: a slow machine slows both.
    plain = quickest(lambda: [list(csv.DictReader(io.StringIO(text))) for text in read])
    assert quickest(lambda: expand(*read)) < 25 * plain


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
