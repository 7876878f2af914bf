"""`python main.py tools COMMAND`: the brains of the screens for support people and scripts.

JSON lines in (standard input or files), one JSON line out for each, in the same order. A refused
input is a line with ``error``; the exit code is not 0 only when the tool itself could not run.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from app.center.problems import ImportRefusedError
from app.center.review_file import RulesFileError
from app.entrypoints.printables import badge_sheet, control_card
from app.entrypoints.tools_approve import approving
from app.entrypoints.tools_bill import BillQuestion, reconcile_bill
from app.entrypoints.tools_courier import check_number_line, parse_address_line
from app.entrypoints.tools_decode import decode_scale_line, decode_scan_line
from app.entrypoints.tools_orders import NAMES, read_orders
from app.entrypoints.tools_quote import quoting
from app.entrypoints.tools_replay import replay
from app.entrypoints.tools_sign import sign_line
from app.entrypoints.tools_statement import read_statement
from app.station.frame_replay import BundleError, replay_frames
from app.store.errors import StoreError

Line = dict[str, Any]
LANGUAGES = ("zh_Hant", "zh_Hans", "en")


def main(arguments: list[str]) -> int:
    """Run one tool; returns the exit code."""
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="main.py tools", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, work, about in (
        ("decode-scale", decode_scale_line, "bytes of a scale to readings"),
        ("decode-scan", decode_scan_line, "bytes, reports or keys of a scanner to codes"),
        ("check-number", check_number_line, "a waybill number: its formats and check digit"),
        ("parse-address", parse_address_line, "an address: province, city, district"),
    ):
        command = commands.add_parser(name, help=about)
        command.add_argument("files", nargs="*", type=Path, metavar="FILE")
        command.set_defaults(run=_line_tool(work))
    command = commands.add_parser("sign", help="the signature that a platform wants to see")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE")
    command.add_argument("--keys", type=Path, default=Path(), help="folder of the key files")
    command.set_defaults(run=lambda o: _line_tool(sign_line(o.keys))(o))
    _add_bill(commands)
    command = commands.add_parser("read-orders", help="a platform's answer as orders of ours")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--channel", required=True, choices=NAMES)
    command.add_argument("--shop", default="", help="the shop, where the file does not say it")
    command.set_defaults(run=_read_orders)
    _add_approve(commands)
    _add_statement(commands)
    command = commands.add_parser("quote", help="what a parcel costs on a rate card, and why")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE")
    command.add_argument("--cards", type=Path, required=True, metavar="FOLDER")
    command.set_defaults(run=_quote)
    command = commands.add_parser("replay", help="every event and verdict of one parcel")
    command.add_argument("parcel", metavar="PARCEL", help="parcel id, waybill or order number")
    command.add_argument("--database", required=True, help="bench or center: path or URL")
    command.add_argument("--warehouse", default="W1")
    command.set_defaults(run=_replay)
    command = commands.add_parser("replay-frames", help="a support bundle's frames, decoded anew")
    command.add_argument("bundle", type=Path, metavar="BUNDLE.zip")
    command.set_defaults(run=_replay_frames)
    _add_papers(commands)
    return parser


def _add_papers(commands: Any) -> None:
    card = commands.add_parser("control-card", help="the bench's control card, as PDF")
    badges = commands.add_parser("badges", help="badges of everybody the center knows, as PDF")
    for command in (card, badges):
        command.add_argument("out", type=Path, metavar="OUT.pdf")
        command.add_argument("--language", default="zh_Hant", choices=LANGUAGES)
    badges.add_argument("--database", required=True, help="the center: path or URL")
    badges.add_argument("--warehouse", default="W1")
    card.set_defaults(run=lambda o: _save(o.out, lambda: control_card(o.language)))
    badges.set_defaults(
        run=lambda o: _save(o.out, lambda: badge_sheet(o.database, o.language, o.warehouse))
    )


def _save(out: Path, draw: Callable[[], bytes]) -> int:
    try:
        out.write_bytes(draw())
    except StoreError as error:
        sys.stderr.write(f"{error}\n{error.advice}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _line_tool(work: Callable[[Line], Line]) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        try:
            for line in _read(options.files, sys.stdin):
                _write(_answer(work, line))
        except OSError as error:
            sys.stderr.write(f"{error}\n")
            return 2
        return 0

    return run


def _answer(work: Callable[[Line], Line], line: str) -> Line:
    try:
        asked = json.loads(line)
    except ValueError as error:
        return _refusal("bad_json", f"this line is no JSON: {error}")
    if not isinstance(asked, dict):
        return _refusal("bad_json", "a line must be a JSON object")
    return work(asked)


def _refusal(code: str, message: str) -> Line:
    return {"error": {"code": code, "message": message}}


def _read(files: Iterable[Path], standard: TextIO) -> Iterator[str]:
    """The lines of the files, or of standard input when there are none; empty ones skipped."""
    if not files:
        yield from (line for line in standard if line.strip())
    for path in files:
        with path.open(encoding="utf-8") as file:
            yield from (line for line in file if line.strip())


def _write(line: Line) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _add_statement(commands: Any) -> None:
    command = commands.add_parser("read-statement", help="a payment platform's statement")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--profile", type=Path, metavar="FILE.json", help="columns of a table")
    command.set_defaults(run=_read_statement)


def _add_bill(commands: Any) -> None:
    command = commands.add_parser("reconcile-bill", help="a courier's bill against our parcels")
    command.add_argument("bill", type=Path, metavar="BILL")
    for name in ("cards", "parcels"):
        command.add_argument(f"--{name}", type=Path, required=True)
    command.add_argument("--card", required=True, help="id of the rate card")
    command.add_argument("--paid", type=Path, help="waybills that earlier bills had, CSV")
    command.add_argument("--profile", default="usual", help="column profile of the bill")
    command.set_defaults(run=_reconcile_bill)


def _reconcile_bill(options: argparse.Namespace) -> int:
    asked = BillQuestion(
        options.bill,
        options.cards,
        options.card,
        options.parcels,
        options.paid,
        options.profile,
    )
    try:
        for line in reconcile_bill(asked):
            _write(line)
    except ImportRefusedError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _read_orders(options: argparse.Namespace) -> int:
    for line in read_orders(options.channel, options.files, options.shop):
        _write(line)
    return 0


def _add_approve(commands: Any) -> None:
    command = commands.add_parser("approve", help="what the review's rules decide of orders")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE")
    command.add_argument("--rules", type=Path, required=True, metavar="FILE")
    command.set_defaults(run=_approve)


def _approve(options: argparse.Namespace) -> int:
    try:
        work = approving(options.rules)
    except (RulesFileError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return _line_tool(work)(options)


def _read_statement(options: argparse.Namespace) -> int:
    try:
        for line in read_statement(options.file, options.profile):
            _write(line)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _quote(options: argparse.Namespace) -> int:
    try:
        work = quoting(options.cards)
    except ImportRefusedError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return _line_tool(work)(options)


def _replay_frames(options: argparse.Namespace) -> int:
    try:
        for line in replay_frames(options.bundle):
            _write(line)
    except (BundleError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _replay(options: argparse.Namespace) -> int:
    try:
        for line in replay(options.database, options.warehouse, options.parcel):
            _write(line)
    except StoreError as error:
        sys.stderr.write(f"{error}\n{error.advice}\n")
        return 2
    return 0
