"""The commands about old months, epochs and held numbers, as a person runs them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.center import pool
from app.entrypoints import center
from app.store.engine import open_store

WORDS = ("--warehouse", "W1")


def run(home: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = center.main([*words, "--home", str(home), *WORDS])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_archive_takes_months_that_are_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, capsys, "init")
    code, out, _err = run(tmp_path, capsys, "archive", "--before", "2020-01")
    assert (code, out) == (0, "0 orders and 0 facts of before 2020-01 were moved\n")
    assert run(tmp_path, capsys, "archive", "--before", "January")[0] == 1
    assert "months that are over" in run(tmp_path, capsys, "archive", "--before", "2999-01")[2]
    store = open_store(tmp_path / "center.db", warehouse="W1")
    with store.read() as tx:
        assert {run.state for run in tx.jobs.last("archive", 9)} == {"completed", "failed"}
    store.close()


def test_a_new_epoch_holds_numbers_until_they_are_released(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, capsys, "init")
    assert "no numbers are held" in run(tmp_path, capsys, "release-numbers")[2]
    store = open_store(tmp_path / "center.db", warehouse="W1")
    with store.write() as tx:
        pool.stock_up(tx, "SF", ("SF1", "SF2"))
        before = tx.center.epoch()
    store.close()
    code, out, _err = run(tmp_path, capsys, "new-epoch")
    assert code == 0
    assert "2 waybill numbers are held" in out
    assert before not in out
    code, _out, err = run(tmp_path, capsys, "release-numbers")
    assert code == 1
    assert f"{datetime.now(UTC):%Y}" not in err
    assert "import new numbers" in err
    assert run(tmp_path, capsys, "release-numbers", "--sure")[1] == "2 numbers are lent again\n"


def test_serve_refuses_times_that_are_too_short(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, capsys, "init")
    code, _out, err = run(tmp_path, capsys, "serve", "--once", "--feed-days", "0")
    assert (code, "at least" in err) == (1, True)
    assert run(tmp_path, capsys, "serve", "--once")[0] == 0
