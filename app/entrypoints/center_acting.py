"""What commands of the center share: who acts and when, and what a command is told."""

import argparse
import getpass
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import uuid_utils

from app.center import staff
from app.center.office_center import Act
from app.store.engine import Store

Command = Callable[[Store, argparse.Namespace], int]
Add = Callable[[str, Command, str], argparse.ArgumentParser]


def act_of(options: argparse.Namespace) -> Act:
    """What ``--by`` says, now."""
    return Act(options.by, now(), new_id)


def new_id() -> str:
    return str(uuid_utils.uuid7())


def now() -> datetime:
    return datetime.now(UTC)


def add_by(command: argparse.ArgumentParser) -> None:
    """The option that `act_of` reads."""
    command.add_argument("--by", default=staff.CENTER, metavar="OPERATOR", help="who does it")


def add_settings(command: argparse.ArgumentParser, file: str = "keys, by their names") -> None:
    """Options of a command that sets something up; ``file``: what the file holds."""
    command.add_argument("--option", action="append", default=[], metavar="NAME=VALUE")
    command.add_argument("--file", type=Path, metavar="FILE.json", help=file)
    add_by(command)


def named_values(given: Iterable[str]) -> dict[str, str]:
    """``NAME=VALUE``, by name; the last one of a name counts."""
    return dict(text.partition("=")[::2] for text in given)


def asked_keys(
    options: argparse.Namespace, names: Iterable[str], *, files: bool = False
) -> dict[str, str]:
    """Out of ``--file``, or asked for one by one; ``files``: @FILE stands for what is in it.

    Raises OSError and msgspec.DecodeError.
    """
    if options.file is not None:
        return msgspec.json.decode(options.file.read_bytes(), type=dict[str, str])
    return {name: _asked(name, files=files) for name in names}


def _asked(name: str, *, files: bool) -> str:
    hint = "@FILE for a file, empty: as before" if files else "empty: as before"
    given = getpass.getpass(f"{name} ({hint}): ")
    return Path(given[1:]).read_text("utf-8") if files and given.startswith("@") else given
