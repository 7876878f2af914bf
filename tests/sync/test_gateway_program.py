"""The gateway as a program: started, spoken to, frozen, ended; and a frozen database behind it."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.entrypoints import center as center_command
from app.entrypoints import station_center
from app.entrypoints.center_link import SqlTransport
from app.entrypoints.gateway_link import HttpTransport
from app.entrypoints.station_token import TokenPlace
from app.remote.center_http import CenterHttp
from app.sync.transport import CenterAwayError, CenterBusyError, CenterRefusedError, Greeting
from tests.postgres import frozen, running_server
from tests.sync.gateways import Gateways, HttpServer, no_keyring
from tests.sync.rig import WAREHOUSE, a_center

ROOT = Path(__file__).parents[2]


def greeting() -> Greeting:
    return Greeting("b1", "0.1", 2, datetime.now(UTC))


@contextmanager
def program(place: str, folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`center gateway` as it is run: its address and its process."""
    command = [sys.executable, "main.py", "center", "gateway"]
    command += ["--database", place, "--listen", "127.0.0.1:0"]
    with (folder / "gateway.log").open("w") as log:
        running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
    assert running.stdout is not None
    try:
        yield running.stdout.readline().split()[-1], running
    finally:
        running.send_signal(signal.SIGCONT)
        running.terminate()
        code = running.wait(20)
        running.stdout.close()
    assert code == 0


def test_enrol_work_freeze_revoke(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The programs as people run them: a code, a token, questions, a frozen gateway, the end."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    place = str(tmp_path / "center.db")
    a_center(place).close()
    home = tmp_path / "bench"
    monkeypatch.setattr(station_center, "TokenPlace", _in_a_file)
    with program(place, tmp_path) as (url, running):
        assert center_command.main(["enrol", "B01", "--database", place]) == 0
        code = capsys.readouterr().out.splitlines()[0].split()[-1]
        enrol = ["enrol", "--home", str(home), "--center", url]
        assert station_center.main([*enrol, "--code", "WRNG-WRNG-WRNG"]) == 1
        assert "ask for a new one" in capsys.readouterr().err
        assert station_center.main([*enrol, "--code", code]) == 0
        assert "B01 of warehouse W1 is enrolled" in capsys.readouterr().out
        http = CenterHttp(url, deadline_s=1.0)
        link = HttpTransport(http, "B01", _in_a_file(home, url, "B01"))
        assert link.hello(greeting()).epoch == "epoch-1"
        running.send_signal(signal.SIGSTOP)
        start = time.monotonic()
        with pytest.raises(CenterAwayError, match="in time"):
            link.hello(greeting())
        assert time.monotonic() - start < 3
        running.send_signal(signal.SIGCONT)
        assert link.hello(greeting()).epoch == "epoch-1"
        assert center_command.main(["revoke", "B01", "--database", place]) == 0
        with pytest.raises(CenterRefusedError, match="revoked"):
            link.hello(greeting())
        link.close()
    token = (home / "center-token").read_text().split()[-1]
    assert token not in (tmp_path / "gateway.log").read_text()


def _in_a_file(home: Path, url: str, station: str) -> TokenPlace:
    return TokenPlace(home, url, station, no_keyring())


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--listen", "0.0.0.0:0"], "--tls-cert"),
        (["--listen", "127.0.0.1:0", "--tls-cert", "x"], "both"),
        (["--listen", "nowhere"], "HOST:PORT"),
    ],
)
def test_gateway_does_not_start_in_the_open(
    words: list[str], why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path / "center.db")
    a_center(place).close()
    assert center_command.main(["gateway", "--database", place, *words]) == 1
    assert why in capsys.readouterr().err


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres_server")
def test_a_frozen_database_ends_every_question_in_time(
    http_server: HttpServer, tmp_path: Path
) -> None:
    """Behind the gateway it is "come later", on the direct wire it is "away"; never a hang."""
    with running_server() as own:
        place = own.create()
        a_center(place).close()
        gateways = Gateways(http_server, tmp_path, deadline_s=1.0)
        link = gateways.connect(place, "b1")
        direct = SqlTransport(place, WAREHOUSE)
        assert link.hello(greeting()).epoch == direct.hello(greeting()).epoch
        with frozen(own):
            start = time.monotonic()
            with pytest.raises(CenterBusyError) as busy:
                link.hello(greeting())
            assert time.monotonic() - start < 5
            assert busy.value.retry_after_s >= 1
            with pytest.raises(CenterAwayError):
                direct.watch("b1", "", 0.1)
            assert time.monotonic() - start < 18
        assert link.hello(greeting()).epoch == "epoch-1"
        assert direct.hello(greeting()).epoch == "epoch-1"
        direct.close()
        link.close()
        gateways.close()
