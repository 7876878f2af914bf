"""A real Tryton on loopback: installed by name once, its database made once and copied."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

HOME = Path("build/erp")
DATABASE, USER, PASSWORD = "eshop", "admin", "admin-of-the-test"
PACKAGES = (
    "trytond==8.2.*", "proteus==8.2.*", "trytond_sale==8.2.*", "trytond_sale_supply==8.2.*",
    "trytond_stock_package_shipping==8.2.*",
)  # fmt: skip
MODULES = ("stock_package_shipping", "sale_supply", "sale", "account_product")
STARTS_WITHIN_S = 60


def set_up() -> Path:
    """The template database, made when it is not there yet. About two minutes the first time."""
    python, made = HOME / "venv/bin/python", HOME / "template.sqlite"
    if not python.exists():
        _run(sys.executable, "-m", "venv", HOME / "venv")
        quiet = ("--quiet", "--disable-pip-version-check")
        _run(python, "-m", "pip", "install", *quiet, *PACKAGES)
    if not made.exists():
        folder = HOME / "making"
        shutil.rmtree(folder, ignore_errors=True)
        settings = _settings(folder, 0)
        sqlite3.connect(folder / f"{DATABASE}.sqlite").close()  # an empty file is asked for
        (folder / "password").write_text(PASSWORD)
        secret = {**os.environ, "TRYTONPASSFILE": str((folder / "password").resolve())}
        admin = (HOME / "venv/bin/trytond-admin", "-c", settings, "-d", DATABASE)
        _run(*admin, "--all", "--email", "erp@example.com", env=secret)
        _run(*admin, "-u", *MODULES, "--activate-dependencies")
        seed = Path(__file__).with_name("seed.py")
        _run(python, seed, DATABASE, settings)
        shutil.copyfile(folder / f"{DATABASE}.sqlite", made)
    return made


def _run(*words: str | Path, env: Mapping[str, str] | None = None) -> None:
    subprocess.run([str(word) for word in words], check=True, env=env)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """A server with a fresh copy of the database; its address."""
    template = set_up()
    port = _free_port()
    settings = _settings(folder, port)
    shutil.copyfile(template, folder / f"{DATABASE}.sqlite")
    url = f"http://127.0.0.1:{port}"
    with (folder / "log").open("w") as log:
        command = [str(HOME / "venv/bin/trytond"), "-c", str(settings), "-d", DATABASE]
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait(url, server)
            yield url
        finally:
            server.terminate()
            server.wait(20)


def _settings(folder: Path, port: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    place = folder.resolve()
    path = folder / "trytond.conf"
    path.write_text(
        f"[database]\nuri = sqlite:///{place}\npath = {place}\n[web]\nlisten = 127.0.0.1:{port}\n"
    )
    return path


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN_S
    while server.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/", timeout=2)
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the ERP's server did not start: see its log")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
