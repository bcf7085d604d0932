"""The command `factline`: a thin face of the same assets that Dagster runs, and of the published warehouse.

Commands and their options are declared here; what they do is in the modules `cli_<name>`.
Exit codes: 0 done, 1 the run or a query failed, 2 wrong usage or surroundings.
"""

import sys
import traceback
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from assets.cli_digest import show_digest
from assets.cli_export import EXPORT_HELP, run_export
from assets.cli_mirror import mirror_home
from assets.cli_run import RunError, run_job
from assets.cli_score import GoldFolderError, Wanted, annotate_report, score_folders
from assets.cli_serve import serve as serve_explorer
from assets.cli_show import AbsentError, explain_report, query_output, show_report, trace_observation
from assets.reading import Wish
from assets.resources import default_home, default_inbox, explorer_address
from assets.sources.inbox import InboxError
from warehouse.connections import QueryError
from warehouse.explorer.serving import DEFAULT_PORT
from warehouse.exports.choice import Choice, Manner
from warehouse.home import Home, WarehouseError
from warehouse.mirror import PATIENCE, SCHEMA
from warehouse.postgres.server import MirrorError

app = typer.Typer(
    name="factline",
    help="Reports in, a statistics warehouse out: every figure one step from the words that said it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", envvar="FACTLINE_HOME", help="Folder of the warehouse and its state.  [default: ./data]"),
]


class Format(StrEnum):
    """How a query's rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def _version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"factline {version('factline')}")
        raise typer.Exit


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Nothing to do before a command."""


@app.command()
def run(
    inbox: Annotated[
        Path | None,
        typer.Option(envvar="FACTLINE_INBOX", help="Folder that holds the reports.  [default: <home>/inbox]"),
    ] = None,
    home: HomeOption = None,
    only: Annotated[str, typer.Option(metavar="GLOB", help="Read only reports whose path or name matches.")] = "*",
    force: Annotated[bool, typer.Option("--force", help="Read reports again even if nothing has changed.")] = False,
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Retire reports even if very many are gone at once.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show Dagster's log, and where errors arise.")
    ] = False,
) -> None:
    """Read what is new or has changed in the inbox, load it, and publish the warehouse."""
    place = Home(home or default_home())
    run_job(place, inbox or (place.inbox if home else default_inbox()), Wish(only, force, allow_removals), verbose)


@app.command()
def digest(
    generation: Annotated[
        int | None, typer.Argument(metavar="[GENERATION]", help="A generation that is kept.  [default: the newest]")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Show what the last publication brought: facts that came, changed or went, conflicts, what cannot be read."""
    show_digest(Home(home or default_home()), generation)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="A query in DuckDB's SQL, for instance on v_observation.")],
    home: HomeOption = None,
    form: Annotated[Format, typer.Option("--format", help="How to write the rows.")] = Format.TABLE,
) -> None:
    """Ask the published warehouse."""
    query_output(Home(home or default_home()), sql, form.value)


@app.command()
def show(
    report: Annotated[str, typer.Argument(help="A report's file name, or the beginning of its id.")],
    home: HomeOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how it is read: token types by stage, rules, rival subjects.")
    ] = False,
) -> None:
    """Show a report's text with its figures marked, and its facts."""
    place = Home(home or default_home())
    if explain:
        explain_report(place, report)
    else:
        show_report(place, report)


@app.command()
def trace(
    observation: Annotated[
        str | None, typer.Argument(help="The beginning of an observation's id, as `factline show` lists it.")
    ] = None,
    last: Annotated[bool, typer.Option("--last", help="Take a fact of the last load: the most stated one.")] = False,
    home: HomeOption = None,
) -> None:
    """Lead a fact back to its words: sentence, paragraph, report, and the rules that found it."""
    if observation is None and not last:
        raise AbsentError("Give the beginning of an id (`factline show REPORT` lists them), or --last.")
    trace_observation(Home(home or default_home()), observation)


@app.command(help=EXPORT_HELP)
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="One of these; `list` lists them.")],
    home: HomeOption = None,
    out: Annotated[
        Path | None, typer.Option(help="File or folder to write.  [default: <home>/exports/, by format]")
    ] = None,
    indicator: Annotated[
        list[str] | None, typer.Option(help="Only this indicator, by code or name; repeatable.")
    ] = None,
    area: Annotated[list[str] | None, typer.Option(help="Only this area, by code or name; repeatable.")] = None,
    report: Annotated[
        list[str] | None, typer.Option(help="Only this report, by file or beginning of its id; repeatable.")
    ] = None,
    min_confidence: Annotated[
        float | None, typer.Option(min=0, max=1, help="Only facts that are at least this likely to be right.")
    ] = None,
    where: Annotated[str | None, typer.Option(metavar="SQL", help="Only facts of v_observation (as o) so.")] = None,
    query: Annotated[
        str | None,
        typer.Option(metavar="SQL", help="The rows of a query; in sdmx, datapackage, html, jsonld its facts."),
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option(help="For parquet and csv: this table or view; repeatable.")
    ] = None,
    lang: Annotated[str, typer.Option(help="Language of sheets and pages: en or fr.")] = "en",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an export that is there.")] = False,
) -> None:
    """Write what is published, or a part of it, as files."""
    choice = Choice(tuple(indicator or ()), tuple(area or ()), tuple(report or ()), min_confidence, where, query)
    manner = Manner(lang, explorer_address(), tuple(table or ()))
    run_export(Home(home or default_home()), form, out, choice, manner, overwrite)


@app.command()
def serve(
    home: HomeOption = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; others than this machine's own let others in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = DEFAULT_PORT,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A further host name that browsers may use for it.")
    ] = None,
) -> None:
    """Open the explorer: search, charts, and every figure one click from its words."""
    serve_explorer(Home(home or default_home()), host, port, allow_host or [])


@app.command()
def mirror(
    to: Annotated[
        str | None,
        typer.Option(
            envvar="FACTLINE_MIRROR_TO",
            metavar="URL",
            help="postgresql://user@host:port/database, no password in it.  [default: PGHOST, PGDATABASE, PGSERVICE]",
        ),
    ] = None,
    schema: Annotated[
        str, typer.Option(envvar="FACTLINE_MIRROR_SCHEMA", help="Schema that becomes the mirror.")
    ] = SCHEMA,
    home: HomeOption = None,
    wait: Annotated[
        float, typer.Option(metavar="SECONDS", help="How long to wait for readers before giving up.")
    ] = PATIENCE,
    force: Annotated[
        bool, typer.Option("--force", help="Mirror even if the schema has this generation already.")
    ] = False,
    check_keys: Annotated[
        bool, typer.Option("--check-keys", help="Have the server check foreign keys, which every load has audited.")
    ] = False,
) -> None:
    """Mirror the published warehouse into PostgreSQL, for Power BI, Tableau, Metabase, Grafana and Excel.

    The password comes from PGPASSWORD or a pgpass file. Readers see the former or the new version, never a mixture.
    """
    mirror_home(Home(home or default_home()), to, schema, wait, force, check_keys)


@app.command()
def score(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD_DIR...", help="Folders with files NAME.gold.csv.")],
    texts: Annotated[
        Path | None, typer.Option(help="Folder with the reports NAME.txt or NAME.md.  [default: GOLD_DIR]")
    ] = None,
    only: Annotated[
        str, typer.Option(metavar="GLOB", help="Score the reports whose name matches, such as 'fr_*'.")
    ] = "*",
    misses: Annotated[int, typer.Option(help="List this many statements that went wrong.")] = 0,
    intervals: Annotated[bool, typer.Option("--intervals", help="Bootstrap intervals over reports.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="How often each rule was used, and was right.")] = False,
    confusion: Annotated[bool, typer.Option("--confusion", help="Which measures were taken for which.")] = False,
    calibration: Annotated[bool, typer.Option("--calibration", help="Confidence against what is right.")] = False,
    first_runs: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV of first runs: adds those it lacks, shows first and today's figures."),
    ] = None,
) -> None:
    """Score the engine against gold annotations: precision, recall, F1 and each field."""
    score_folders(gold, texts, Wanted(misses, intervals, rules, confusion, calibration, first_runs, only))


@app.command()
def annotate(
    report: Annotated[Path, typer.Argument(help="A report, .txt or .md, with its sidecar beside it.")],
    out: Annotated[Path | None, typer.Option(help="Where to write.  [default: REPORT.gold.csv]")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a gold file that is there.")] = False,
) -> None:
    """Write a draft gold file of a report: what the engine finds, for a person to correct."""
    annotate_report(report, out, force)


# What failed; every other error of ours is one of usage or surroundings.
FAILED = (QueryError, RunError, MirrorError)


def main() -> None:
    """Run the command; an error is one line that says what to do."""
    try:
        app()
    except (WarehouseError, InboxError, RunError, AbsentError, GoldFolderError) as error:
        _fail(str(error), 1 if isinstance(error, FAILED) else 2)
    except BrokenPipeError:
        # Whoever read our output has seen enough (`factline query … | head`).
        sys.stderr.close()
        raise SystemExit(0) from None
    except Exception as error:  # noqa: BLE001 - people get a sentence, not a traceback
        if {"-v", "--verbose"} & set(sys.argv):
            traceback.print_exc()
        _fail(f"{type(error).__name__}: {error} (this should not happen: `factline run -v` shows more)", 1)


def _fail(message: str, code: int) -> None:
    typer.echo("factline: " + " ".join(message.split()), err=True)
    raise SystemExit(code)
