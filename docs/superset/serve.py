"""Start Apache Superset on a warehouse: prepare its state once, serve, register datasets and dashboards.

Run it with the Python that has Superset (`make superset` does). State lies in `<home>/superset`: metadata in SQLite,
secret key and administrator's password made at random, readable by their owner alone, on no command line. What is
registered is in `register.py`.
"""

import argparse
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import register

HERE = Path(__file__).resolve().parent
USER = "admin"
PREPARE_SECONDS = 900
START_SECONDS = 300


def main() -> int:
    """Serve until interrupted. Returns 0 when stopped, 1 when Superset ended by itself, 2 for wrong usage."""
    wanted = _arguments()
    if not (wanted.home / "warehouse.duckdb").exists():
        return _say(f"superset: there is no warehouse in {wanted.home}: make one with `factline run`.", 2)
    state = wanted.home / "superset"
    environment = _environment(wanted.home, state, wanted.lang[0])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = None
    try:
        _check_port(wanted.port)
        _prepare(state, environment)
        server = _start(wanted.port, environment, state / "log")
        address = f"http://127.0.0.1:{wanted.port}"
        _wait(server, f"{address}/health", state / "log")
        api = register.Api(address, USER, state / "admin_password")
        dashboards = register.register(api, wanted.home, wanted.explorer, wanted.lang)
        _say("\n".join(f"{address}{path}" for path in dashboards))
        _say(f"user {USER}, password in {state / 'admin_password'}; Ctrl-C stops it")
        return 1 if server.wait() else 0
    except KeyboardInterrupt:
        return 0
    except (register.RegisterError, StartError) as error:
        return _say(f"superset: {error}", 1)
    finally:
        if server is not None:
            server.terminate()
            server.wait(30)


class StartError(Exception):
    """Superset did not start; the message says where its own words stand."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Serve Apache Superset on a Factline warehouse, on 127.0.0.1.")
    parser.add_argument("--home", type=Path, default=os.environ.get("FACTLINE_HOME", "data"), help="home folder")
    parser.add_argument("--port", type=int, default=8088, help="port  [default: 8088]")
    register.add_options(parser)
    wanted = parser.parse_args()
    wanted.home = Path(wanted.home).resolve()
    return wanted


def _environment(home: Path, state: Path, language: str) -> dict[str, str]:
    return os.environ | {
        "FACTLINE_HOME": str(home),
        "FACTLINE_SUPERSET": str(state),
        "FACTLINE_LANG": language,
        "SUPERSET_HOME": str(state),
        "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
        "SCARF_ANALYTICS": "false",
        "PYTHONWARNINGS": "ignore",
    }


def _prepare(state: Path, environment: dict[str, str]) -> None:
    """Secrets, metadata tables, roles and the administrator; once per version of Superset."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("secret_key", "admin_password"):
        _secret(state / name)
    ready = state / "ready"
    version = hashlib.sha256((HERE / "requirements.txt").read_bytes()).hexdigest()
    if ready.exists() and ready.read_text(encoding="utf-8") == version:
        return
    _say("Preparing Superset (about a minute, once) …")
    with (state / "log").open("ab") as log:
        command = [sys.executable, str(HERE / "prepare.py"), USER]
        done = subprocess.run(command, env=environment, stdout=log, stderr=log, timeout=PREPARE_SECONDS, check=False)
    if done.returncode:
        raise StartError(f"Superset could not be prepared: {state / 'log'} says why.")
    ready.write_text(version, encoding="utf-8")


def _secret(path: Path) -> None:
    """Make the file with a random text, mode 0600, unless it is there."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(32))


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise StartError(f"Port {port} cannot be used ({error.strerror}): make superset SUPERSET_PORT=…") from error


def _start(port: int, environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8"]
    command += ["--worker-class", "gthread", "--timeout", "120", "superset.app:create_app()"]
    with log.open("ab") as output:
        return subprocess.Popen(command, cwd=log.parent, env=environment, stdout=output, stderr=output)


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise StartError(f"Superset ended at once: {log} says why.")
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.5)
    raise StartError(f"Superset did not answer within {START_SECONDS} seconds: {log} says why.")


def _say(text: str, code: int = 0) -> int:
    print(text, file=sys.stderr if code else sys.stdout, flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
