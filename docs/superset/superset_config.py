"""Apache Superset's settings for a Factline warehouse: one machine, one folder, nothing from other hosts.

Superset reads this file because `SUPERSET_CONFIG_PATH` names it; `serve.py` sets that and what is read from the
environment here. `FACTLINE_HOME` is the home folder, `FACTLINE_SUPERSET` the folder of Superset's own state, and
`FACTLINE_LANG` the language of whoever's browser asks for neither. No dashboard is described here.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask, request, session
from sqlalchemy.engine.url import URL

_HOME = Path(os.environ["FACTLINE_HOME"]).resolve()
_STATE = Path(os.environ["FACTLINE_SUPERSET"]).resolve()
_STABLE = _HOME / "warehouse.duckdb"

SECRET_KEY = (_STATE / "secret_key").read_text(encoding="utf-8").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_STATE / 'superset.db'}?check_same_thread=false"

LANGUAGES = {"en": {"flag": "gb", "name": "English"}, "fr": {"flag": "fr", "name": "Français"}}
BABEL_DEFAULT_LOCALE = os.environ.get("FACTLINE_LANG", "en")
_FRENCH_NUMBERS = {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", "\u202f€"]}


def FLASK_APP_MUTATOR(app: Flask) -> None:  # noqa: N802 - Superset's name
    """Speak the browser's language until the user chooses another one in the menu."""

    @app.before_request
    def follow_browser() -> None:
        if "locale" not in session:
            session["locale"] = request.accept_languages.best_match(LANGUAGES) or BABEL_DEFAULT_LOCALE


def COMMON_BOOTSTRAP_OVERRIDES_FUNC(data: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - Superset's name
    """Numbers as the language writes them."""
    return {"d3_format": _FRENCH_NUMBERS} if data.get("locale") == "fr" else {}


# DuckDB may neither read other files, nor load extensions, nor have its settings changed; memory has a bound, since
# whoever may write a query may write a greedy one.
_LOCKED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "2GB",
    "lock_configuration": "true",
}


def DB_CONNECTION_MUTATOR(  # noqa: N802 - Superset's name
    uri: URL, params: dict[str, Any], username: str, security_manager: Any, source: Any
) -> tuple[URL, dict[str, Any]]:
    """Open DuckDB read-only and locked, whatever the stored connection says, and the newest generation.

    DuckDB keeps one instance per path as long as any connection to it is open: under the stable name, queries that
    overlap would see an older generation for ever. A path of the generation's own has no such past. An imported
    dashboard may bring a connection of its own: what is said here holds for it too.
    """
    if uri.get_backend_name() == "duckdb":
        arguments = params.setdefault("connect_args", {})
        arguments["read_only"] = True
        arguments["config"] = {**arguments.get("config", {}), **_LOCKED}
        if uri.database and Path(uri.database).resolve() == _STABLE:
            uri = uri.set(database=str(_newest()))
    return uri, params


def _newest() -> Path:
    """The newest generation under a path of its own that ends in `warehouse.duckdb`: DuckDB names the catalog after it.

    Raises FileNotFoundError where nothing is published.
    """
    published = {path.stem: path for path in (_HOME / "published").glob("*.duckdb") if path.stem.isdigit()}
    if not published:
        raise FileNotFoundError(f"There is no warehouse in {_HOME}: make one with `factline run`.")
    newest = max(published, key=int)
    link = _STATE / "generations" / newest / _STABLE.name
    if not link.exists():
        link.parent.mkdir(parents=True, exist_ok=True)
        for other in link.parent.parent.iterdir():
            if other.name not in published:
                shutil.rmtree(other, ignore_errors=True)
        with suppress(FileExistsError):
            os.link(published[newest], link)
    return link


# Pages may load from this server alone. A figure's words come from reports: HTML in them is cleaned as well.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "object-src": "'none'",
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
HTML_SANITIZATION = True
ENABLE_CORS = False
WTF_CSRF_ENABLED = True
SESSION_COOKIE_SAMESITE = "Strict"
# No cache of results: a chart shows what is published now. A cache would show it up to its timeout later.
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
ROW_LIMIT = 10_000
SQLLAB_TIMEOUT = 30
