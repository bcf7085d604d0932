"""The explorer as a web application: addresses, what each answers, and what no answer may lack.

Every page answers as HTML and, with `.json` behind its path, as JSON. What stands on a page is in the module of its
name; the application only reads, and only what is published.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from warehouse.explorer import facts, indicators, lists, numerals, observations, reports, tables
from warehouse.explorer.filters import SORTS, BadFilterError, Filters
from warehouse.explorer.guard import Guard
from warehouse.explorer.snapshots import Row, Snapshot, Snapshots
from warehouse.explorer.wording import LANGUAGES, Wording, preferred, wording
from warehouse.exports.digits import digits
from warehouse.generations import NothingPublished
from warehouse.home import Home, WarehouseError

YEAR = 365 * 24 * 3600
QUICK, SLOW = 2, 4
"""Threads for pages of which the file is asked little and for all else: more would only wait for each other."""
TURNS = 10
"""Of the event loop between two pages: what others have ready, such as a file, is sent meanwhile."""
_STATIC = files("warehouse").joinpath("explorer", "static")
_VERSION = hashlib.sha256(
    b"".join(sorted(each.read_bytes() for each in _STATIC.iterdir() if each.is_file()))
).hexdigest()[:12]


class _Templates(Environment):
    """Takes `row.name` of a row as its column at once: Jinja looks for an attribute first, in each cell in vain."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


_ENVIRONMENT = _Templates(
    loader=PackageLoader("warehouse.explorer"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
    auto_reload=False,
)


class AbsentError(Exception):
    """There is nothing at this address; the message is the key of a sentence."""


Answer = Callable[[Request, Snapshot, Wording], Row]
Work = Callable[[Request], Response]
Serve = Callable[[Work, Request], Awaitable[Response]]


def application(home: Home, hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "::1")) -> Starlette:
    """The application on a home; requests whose Host header names none of `hosts` are refused."""
    snapshots = Snapshots(home)
    # Pages that look at everything do not take the threads of those that answer at once.
    quick, slow = partial(_threaded, CapacityLimiter(QUICK)), partial(_threaded, None)
    at_once = partial(_in_turn, asyncio.Lock(), quick, snapshots)
    pages: tuple[tuple[str, str, Answer, Serve], ...] = (
        ("/", "facts.html", _facts, partial(at_once, "facts.html")),
        ("/indicators", "indicators.html", _indicators, quick),
        ("/indicator/{indicator:path}", "indicator.html", _indicator, quick),
        ("/reports", "reports.html", _reports, slow),
        ("/report/{report_id}", "report.html", _report, partial(at_once, "report.html")),
        ("/observation/{observation_id}", "observation.html", _observation, quick),
        ("/conflicts", "conflicts.html", _conflicts, slow),
        ("/review", "review.html", _review, slow),
        ("/quality", "quality.html", _quality, slow),
        ("/tables", "tables.html", _tables, quick),
    )
    routes: list[Route | Mount] = []
    for path, template, answer, serve in pages:
        html, plain = (
            partial(serve, partial(_page, snapshots, template, answer, is_json)) for is_json in (False, True)
        )
        routes += (Route("/facts.json" if path == "/" else f"{path}.json", plain), Route(path, html))
    routes += [
        Route("/suggest.json", partial(_suggest, snapshots)),
        Route("/facts.csv", partial(_filtered_csv, snapshots)),
        Route("/table/{name}.csv", partial(_table_csv, snapshots)),
        Mount("/static", StaticFiles(packages=[("warehouse.explorer", "static")])),
    ]
    return Starlette(
        routes=_json_first(routes),
        lifespan=_few_threads,
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={404: partial(_not_found, snapshots)},
    )


@asynccontextmanager
async def _few_threads(app: Starlette) -> AsyncIterator[None]:
    """Each thread keeps memory of its own. Templates are compiled before somebody waits for a page."""
    to_thread.current_default_thread_limiter().total_tokens = SLOW
    for name in _ENVIRONMENT.list_templates():
        _ENVIRONMENT.get_template(name)
    yield


async def _threaded(limiter: CapacityLimiter | None, work: Work, request: Request) -> Response:
    return await to_thread.run_sync(work, request, limiter=limiter)


async def _in_turn(
    turn: asyncio.Lock, otherwise: Serve, snapshots: Snapshots, template: str, work: Work, request: Request
) -> Response:
    """Answer from the index, in milliseconds, on the event loop: threads would only wait for each other's interpreter.

    The first page of a generation may have to open it or to ask the file, and lets the others go on meanwhile.
    """
    if not request.query_params.get("q"):  # its words are looked for in every name
        async with turn:
            await asyncio.sleep(0)  # whoever has asked meanwhile queues: first come, first served
            if snapshots.has_answered(_kind(template, request)):
                answered = work(request)
                for _ in range(TURNS):
                    await asyncio.sleep(0)
                return answered
    return await otherwise(work, request)


def _kind(template: str, request: Request) -> str:
    """Pages of a kind need the same things, once per generation: the first one of an order sorts all facts."""
    return f"{template} {request.query_params.get('sort', '')}"


def _json_first(routes: list[Route | Mount]) -> list[Route | Mount]:
    """`/indicator/X.json` before `/indicator/X`, which would take it for a code."""
    return sorted(routes, key=lambda route: not route.path.endswith(".json"))


def _page(snapshots: Snapshots, template: str, answer: Answer, is_json: bool, request: Request) -> Response:
    """A page in the language of the request, from the newest generation; made once per generation and address."""
    words = _wording(request)
    try:
        snapshot = snapshots.newest()
        key = f"{words.language} {request.url.path}?{request.url.query}"
        found = snapshot.pages.get(key)
        if found is None:
            data = answer(request, snapshot, words)
            found = _json(data) if is_json else _html(template, data, request, snapshot, words)
            snapshot.pages.put(key, found)
            snapshot.answered.add(_kind(template, request))
    except _Moved as moved:
        return RedirectResponse(moved.address, 302)  # for now: what took its place may be replaced too
    except BadFilterError as error:
        known = {
            "from": "periods",
            "to": "periods",
            "sort": ", ".join(SORTS),
            "confidence": "0 … 1",
            "page": "1, 2, 3 …",
        }
        wanted = words("periods") if known[error.name] == "periods" else known[error.name]
        return _message(words, 400, words("bad_filter", name=error.name, value=error.value, wanted=wanted), is_json)
    except AbsentError as error:
        return _message(words, 404, words(str(error)), is_json)
    except NothingPublished as error:
        return _message(words, 503, f"{words('nothing_published')} {error}", is_json)
    except WarehouseError as error:
        return _message(words, 500, str(error), is_json)
    media = "application/json" if is_json else "text/html"
    headers = {
        "ETag": f'"{hashlib.sha256(found).hexdigest()[:20]}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language, Cookie",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    response = Response(found, media_type=f"{media}; charset=utf-8", headers=headers)
    if (chosen := request.query_params.get("lang")) in LANGUAGES:
        response.set_cookie("lang", chosen, max_age=YEAR, httponly=True, samesite="lax")
    return response


class _Moved(Exception):  # noqa: N818 - no error
    """The thing stands at another address now."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def _wording(request: Request) -> Wording:
    asked = (request.query_params.get("lang"), request.cookies.get("lang"))
    return wording(
        next((each for each in asked if each in LANGUAGES), preferred(request.headers.get("accept-language", "")))
    )


def _html(template: str, data: Row, request: Request, snapshot: Snapshot, words: Wording) -> bytes:
    others = {key: value for key, value in request.query_params.multi_items() if key != "lang"}
    page = _ENVIRONMENT.get_template(template).render(
        **data,
        **_always(words),
        snapshot=snapshot,
        path=request.url.path,
        params=others,
        json_path=("/facts" if request.url.path == "/" else request.url.path)
        + ".json"
        + (f"?{urlencode(others)}" if others else ""),
        other_languages=[
            (each, f"{request.url.path}?{urlencode(others | {'lang': each})}")
            for each in LANGUAGES
            if each != words.language
        ],
    )
    return page.encode("utf-8")


def _always(words: Wording) -> Row:
    """What every template may use."""
    return {
        "t": words,
        "language": words.language,
        "number": partial(_number, words.language),
        "ratio": words.ratio,
        "exact": _exact,
        "version": _VERSION,
    }


def _number(language: str, value: Any) -> str:
    """A count or ratio for people."""
    if isinstance(value, float):
        value = round(value, 2)
    return numerals.number(Decimal(str(value)), language)


def _exact(value: Any) -> Any:
    """A value as it is stored, without the zeros that its column's scale adds."""
    return digits(value) if isinstance(value, Decimal) else value


def _json(data: Row) -> bytes:
    return json.dumps(_plain(data), ensure_ascii=False, default=_text, separators=(",", ":")).encode("utf-8")


def _plain(value: Any) -> Any:
    """Data without what is drawn for the page."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items() if not isinstance(each, Markup | Filters)}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _text(value: Any) -> str:
    """Decimals stay exact as text; days and times in ISO 8601."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value))


def _message(words: Wording, status: int, text: str, is_json: bool) -> Response:
    if is_json:
        return Response(_json({"error": text}), status, media_type="application/json")
    page = _ENVIRONMENT.get_template("message.html").render(**_always(words), status=status, text=text)
    return Response(page, status, media_type="text/html", headers={"Cache-Control": "no-store"})


def _not_found(snapshots: Snapshots, request: Request, error: Exception) -> Response:
    words = _wording(request)
    return _message(words, 404, words("no_page"), request.url.path.endswith(".json"))


def _page_no(request: Request) -> int:
    return Filters.of({"page": request.query_params.get("page", "")}).page_no


def _facts(request: Request, snapshot: Snapshot, words: Wording) -> Row:
    filters = Filters.of(request.query_params)
    found = facts.page(snapshot, filters, words)
    return {
        "filters": filters,
        "asked": filters.given(),
        "rows": found.rows,
        "total": found.total,
        "page": found.page,
        "n_pages": found.n_pages,
        "choices": {
            "measure": words.named("CL_STAT_TYPE", snapshot.used("stat_type")),
            "status": words.named("CL_OBS_STATUS", snapshot.used("obs_status")),
            "unit": [(code, code) for code in snapshot.used("unit_measure")],
            "sort": words.named("sort", SORTS),
        },
    }


def _indicators(request: Request, snapshot: Snapshot, words: Wording) -> Row:
    return indicators.listed(snapshot, request.query_params.get("q", "").strip()[:200], _page_no(request), words)


def _indicator(request: Request, snapshot: Snapshot, words: Wording) -> Row:
    try:
        return indicators.page(snapshot, request.path_params["indicator"], request.query_params, words)
    except KeyError:
        raise AbsentError("no_indicator") from None


def _reports(request: Request, snapshot: Snapshot, words: Wording) -> Row:
    return lists.reports(snapshot, _page_no(request))


def _report(request: Request, snapshot: Snapshot, words: Wording) -> Row:
    document = snapshot.index.document(request.path_params["report_id"])
    if document is None:
        raise AbsentError("no_report")
    return reports.page(snapshot, document, dict(request.query_params), words)


def _observation(request: Request, snapshot: Snapshot, words: Wording) -> Row:
    asked = request.path_params["observation_id"]
    found = observations.resolved(snapshot, asked)
    if found is None:
        raise AbsentError("no_observation")
    if found != asked:
        raise _Moved(request.url.path.replace(asked, found))
    return observations.page(snapshot, found, words)


def _conflicts(request: Request, snapshot: Snapshot, words: Wording) -> Row:
    return lists.conflicts(snapshot, _page_no(request), words)


def _review(request: Request, snapshot: Snapshot, words: Wording) -> Row:
    return lists.review(snapshot, request.query_params.get("kind", ""), _page_no(request), words)


def _quality(request: Request, snapshot: Snapshot, words: Wording) -> Row:
    return lists.quality(snapshot, _page_no(request))


def _tables(request: Request, snapshot: Snapshot, words: Wording) -> Row:
    return {"rows": [{"name": name, "description": says} for name, says in snapshot.tables().items()]}


def _suggest(snapshots: Snapshots, request: Request) -> Response:
    """Names for what a person has begun to type into a filter."""
    words = _wording(request)
    names = {
        "indicator": ("indicator", facts.named("d", words.language, "d.indicator")),
        "area": ("ref_area", facts.named("d", words.language, "d.ref_area")),
        "report": ("report_id", "coalesce(d.title, d.report_file)"),
        "source": ("source_name", "d.name"),
    }
    column, name = names.get(request.query_params.get("field", ""), names["indicator"])
    try:
        found = snapshots.newest().names(column, request.query_params.get("q", "")[:200], name)
    except WarehouseError:
        found = []
    return Response(_json({"names": list(dict.fromkeys(found))}), media_type="application/json")


def _filtered_csv(snapshots: Snapshots, request: Request) -> Response:
    words = _wording(request)
    try:
        return _attached("facts.csv", tables.filtered(snapshots.newest(), Filters.of(request.query_params)))
    except BadFilterError as error:
        return Response(words("bad_filter", name=error.name, value=error.value, wanted=words("periods")), 400)
    except WarehouseError as error:
        return Response(str(error), 503)


def _table_csv(snapshots: Snapshots, request: Request) -> Response:
    name = request.path_params["name"]
    try:
        return _attached(f"{name}.csv", tables.table(snapshots.newest(), name))
    except KeyError:
        return Response(_wording(request)("no_table"), 404)
    except WarehouseError as error:
        return Response(str(error), 503)


def _attached(name: str, pieces: Any) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)
