"""The center's commands about secrets, as a person types them."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.order import Role
from app.entrypoints import center_security
from app.store.engine import Store, open_store
from tests.builders import NOON, an_operator, an_order

Run = Callable[..., int]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "center.db", warehouse="W1")
    with opened.write() as tx:
        tx.center.begin_epoch("e1", NOON)
        tx.orders.upsert([an_order()], NOON)
        tx.operators.put([an_operator(), an_operator("op-7", Role.ADMIN)])
    yield opened
    opened.close()


@pytest.fixture
def run(store: Store) -> Run:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)

    def add(name: str, run: center_security.Command, about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about)
        made.set_defaults(run=run)
        return made

    center_security.add_security(add)

    def call(*words: str) -> int:
        options = parser.parse_args(words)
        return int(options.run(store, options))

    return call


def test_keys(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("keys", "rotate", "--by", "op-7") == 0
    assert run("keys", "seal") == 0
    assert run("keys", "list") == 0
    said = capsys.readouterr().out
    assert "1 recipients were sealed anew" in said
    assert "current  1 recipients" in said
    with pytest.raises(ValueError, match="may not do that"):
        run("keys", "rotate", "--by", "op-1")


def test_purge(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("purge", "--older-than", "30") == 0
    assert "0 orders are forgotten" in capsys.readouterr().out


def test_a_pin_is_asked_for_and_never_printed(
    run: Run, store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["482913", "482913", "482913", "482914"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    assert run("pin", "op-1") == 0
    with pytest.raises(ValueError, match="not the same"):
        run("pin", "op-1")
    with store.read() as tx:
        assert tx.operators.pin_matches("op-1", "482913")
    assert "4829" not in capsys.readouterr().out
    assert run("pin", "op-1", "--none") == 0
    with store.read() as tx:
        assert not tx.operators.has_pin("op-1")


def test_roles_and_the_trail(run: Run, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("role", "op-1", "lead") == 0
    assert run("audit") == 0
    assert "1 entries, all sound" in capsys.readouterr().out
    with store.write() as tx:
        tx._session.connection.exec_driver_sql("UPDATE audit SET who = 'op-2'")
    assert run("audit") == 1
    assert "ENTRY 1" in capsys.readouterr().out


def test_a_file_has_no_sql_roles(run: Run) -> None:
    with pytest.raises(ValueError, match="PostgreSQL"):
        run("enrol-sql", "B01")
