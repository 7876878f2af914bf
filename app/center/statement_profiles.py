"""Files of other payment platforms: which column is which was told once, and is used from then."""

from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from pathlib import Path

from app.center import staff
from app.center.office_center import Act
from app.center.problems import ImportRefusedError
from app.center.refusals import NotDoneError
from app.center.sheets import RowStream, stream_sheets
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.remote.payments.base import StatementError
from app.remote.payments.files import Part
from app.remote.payments.mapped import (
    HEADER_WITHIN,
    MappedReader,
    Row,
    StatementProfile,
    find_header,
    profile_of,
)
from app.store.transaction import Transaction


def save(tx: Transaction, act: Act, *, document: str) -> StatementProfile:
    """Keeps how a platform's files are laid out, in place of what was. Raises NotDoneError."""
    staff.require(tx, act.who, Permission.SEE_PAYMENTS)
    try:
        profile = profile_of(document)
    except StatementError as error:
        raise NotDoneError(_("{fault}"), fault=str(error)) from error
    before = tx.statement_profiles.every().get(profile.name)
    tx.statement_profiles.put(profile.name, document, act.at, act.who)
    tx.audit.add(
        act.who, "statement.profile", profile.name, act.at,
        before={"profile": before}, after={"profile": document},
    )  # fmt: skip
    return profile


def kept(tx: Transaction) -> tuple[StatementProfile, ...]:
    return tuple(map(profile_of, tx.statement_profiles.every().values()))


def open_mapped(path: Path, profiles: Sequence[StatementProfile]) -> tuple[Part, ...]:
    """The first sheet that has all titles of a profile; empty: none has.

    The part can be read once. Raises nothing here; its lines may raise StatementError.
    """
    for profile in profiles:
        sheets = _sheets(path)
        try:
            for sheet in sheets:
                rows = _rows(sheet)
                places = find_header(islice(rows, HEADER_WITHIN), profile)
                if places is not None:
                    told = _told(rows, sheets)
                    return (Part(sheet.name or path.name, MappedReader(profile, places, told)),)
        except (StatementError, ImportRefusedError):
            continue  # it is no table: another reader may know it
    return ()


def _sheets(path: Path) -> Generator[RowStream, None, None]:
    yield from stream_sheets(path)


def _rows(sheet: RowStream) -> Iterator[Row]:
    try:
        for row in sheet.rows:
            yield row.number, row.texts
    except ImportRefusedError as error:
        raise StatementError(str(error)) from error


def _told(rows: Iterator[Row], sheets: Generator[RowStream, None, None]) -> Iterator[Row]:
    """The rest of a sheet; the file is open as long as ``sheets`` is held."""
    try:
        yield from rows
    finally:
        sheets.close()
