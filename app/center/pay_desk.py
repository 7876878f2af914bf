"""Accounts at the payment platforms: set up, given keys, and their statements fetched by day."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from app.center import clearing_run, staff, statements
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.shop_tasks import SIGNED_OUT, open_task
from app.center.staff import CENTER
from app.center.turns import Did, Kind, Turn
from app.domain.money_days import DAY
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.remote.channels.base import RefusedError, SignInAgainError
from app.remote.http import AwayError, Http
from app.remote.payments.downloads import (
    DEADLINE_S,
    Access,
    Line,
    NotReadyError,
    NotTheirsError,
    download_day,
)
from app.remote.payments.registry import (
    PayAccess,
    PaySettingsError,
    check,
    open_account,
    pay_kind,
)
from app.store.engine import Store
from app.store.job_rows import JobRow
from app.store.pay_accounts import PayAccount
from app.store.shop_keys import ShopKeys
from app.store.transaction import Transaction

STATEMENTS, CLEARING = "statements", "clearing"
FETCH_S: Final = 3_600
KEPT_DAYS: Final = 90
"""WeChat Pay has no older ones."""

_SURE: Final = 2
"""Days after which "no business" is believed: until then the file may only be late."""

_A_FILE: Final = timedelta(minutes=15)
Open = Callable[[PayAccount], Mapping[str, Access]]
Clock = Callable[[], datetime]


def put(tx: Transaction, act: Act, *, row: PayAccount) -> None:
    """This account from now on, with its job. Raises NotDoneError, NotPermittedError."""
    staff.require(tx, act.who, Permission.MANAGE_KEYS)
    if not row.id or not row.id.isprintable():
        raise NotDoneError(_("An account needs a name"))
    try:
        check(row.platform, row.options)
        date.fromisoformat(row.first_day or str(act.at.date()))
    except ValueError as error:
        raise NotDoneError(_("{fault}"), fault=str(error)) from error
    before = tx.pay_accounts.get(row.id)
    tx.pay_accounts.put(row, act.at)
    tx.job_rows.add([JobRow(job_of(row.id), STATEMENTS, every_s=FETCH_S)], act.at)
    tx.audit.add(
        act.who, "payments.put", _kept(row.id), act.at,
        before=None if before is None else _told(before), after=_told(row),
    )  # fmt: skip


def give_keys(
    store: Store, keys: ShopKeys, act: Act, account: str, given: Mapping[str, str]
) -> None:
    """To this computer's keyring; what is left empty stays. The audit says which, never what.

    Its statements are fetched at once. Raises NotDoneError, NotPermittedError, StoreError.
    """
    new = {name: value.strip() for name, value in given.items() if value.strip()}

    def note(tx: Transaction) -> None:
        staff.require(tx, act.who, Permission.MANAGE_KEYS)
        row = _known(tx, account)
        if unknown := set(new) - set(pay_kind(row.platform).keys):
            raise NotDoneError(_("It has no key {name}"), name=", ".join(sorted(unknown)))
        tx.audit.add(act.who, "payments.keys", _kept(account), act.at, after={"names": sorted(new)})

    store.transact(note)
    keys.put(_kept(account), {**keys.get(_kept(account)), **new})
    store.transact(lambda tx: tx.job_rows.ask(job_of(account), act.at))


def opener(keys: ShopKeys) -> Open:
    """What is asked for an account, by file. Raises PaySettingsError, StoreError."""
    return lambda row: open_account(PayAccess(row.platform, row.options, keys.get(_kept(row.id))))


def job_of(account: str) -> str:
    return f"{STATEMENTS}:{account}"


def kinds(open_it: Open, new_id: Callable[[], str]) -> dict[str, Kind]:
    """The jobs: an account's statements, and clearing what waits."""
    return {
        STATEMENTS: lambda turn: _fetch(open_it, new_id, turn),
        CLEARING: lambda turn: _clear(new_id, turn),
    }


def _fetch(open_it: Open, new_id: Callable[[], str], turn: Turn) -> Did:
    with turn.store.read() as tx:
        account = tx.pay_accounts.get(turn.job.id.partition(":")[2])
    if account is None or not account.enabled:
        return Did(reason="this account is switched off")
    try:
        asked = open_it(account)
    except PaySettingsError as error:
        raise RefusedError("settings", str(error)) from error
    with Http(deadline_s=DEADLINE_S) as http:
        fetching = Fetching(account, turn, new_id, Line(http, turn.clock))
        for bill, access in asked.items():
            fetching.days(bill, access)
    return fetching.did()


class Fetching:
    """One turn with one account: the newest day first, so that yesterday waits for no old one."""

    def __init__(
        self, account: PayAccount, turn: Turn, new_id: Callable[[], str], line: Line
    ) -> None:
        self._account, self._turn, self._new_id, self._line = account, turn, new_id, line
        self._last = pay_kind(account.platform).last_day(turn.clock())
        self._counts: Counter[str] = Counter()
        self._later: list[tuple[float, str]] = []
        self._faults: list[str] = []

    def days(self, bill: str, access: Access) -> None:
        """Every day of a file that is not here yet, as long as the turn lasts.

        Raises what adapters raise; days that are here stay so.
        """
        for day in self._missing(bill):
            if self._turn.over():
                self._later.append((0.0, "more days are missing"))
                return
            self._turn.hold_long(_A_FILE)
            try:
                self._keep(bill, day, download_day(access, day, self._line))
            except NotReadyError as error:
                self._later.append((error.seconds, str(error)))
            except NotDoneError as error:
                self._faults.append(str(error))
            except (SignInAgainError, NotTheirsError, RefusedError) as error:
                self._tell(error)
                if isinstance(error, NotTheirsError):
                    raise RefusedError("not_theirs", str(error)) from error
                raise

    def did(self) -> Did:
        """Raises RefusedError: a file came that cannot be read, or is stored by halves."""
        if self._faults:
            raise RefusedError("statement", "; ".join(self._faults))
        if not self._later:
            return Did(dict(self._counts))
        seconds, why = min(self._later)
        return Did(dict(self._counts), seconds, why)

    def _missing(self, bill: str) -> Iterator[date]:
        day = self._last
        first = max(self._last - (KEPT_DAYS - 1) * DAY, self._begin())
        with self._turn.store.read() as tx:
            here = tx.pay_accounts.days(self._account.id, bill, first.isoformat())
        while day >= first:
            if day.isoformat() not in here:
                yield day
            day -= DAY

    def _begin(self) -> date:
        return date.fromisoformat(self._account.first_day) if self._account.first_day else date.min

    def _keep(self, bill: str, day: date, content: bytes) -> None:
        account, turn = self._account.id, self._turn
        if not content and (self._last - day).days < _SURE:
            return
        file_id = self._taken(f"{account}-{bill}-{day}", content) if content else ""

        def note(tx: Transaction) -> None:
            turn.hold(tx)
            tx.pay_accounts.put_day(account, bill, day.isoformat(), file_id, turn.clock())

        turn.store.transact(note)
        self._counts["days"] += 1

    def _taken(self, name: str, content: bytes) -> str:
        """The id of the file; one that a person took over already is that one."""
        turn = self._turn
        sha256 = hashlib.sha256(content).hexdigest()
        with turn.store.read() as tx:
            known = tx.statements.known(sha256)
        if known is not None and known.stage != "reading":
            return known.id
        act = Act(CENTER, turn.clock(), self._new_id)
        taken = statements.take_content(turn.store, act, name, content, turn.whole)
        self._counts["lines"] += taken.new_lines
        return taken.id

    def _tell(self, error: Exception) -> None:
        """A person must look: once a day, however often it is tried."""
        now, account = self._turn.clock(), self._account.id
        task_id = f"{_kept(account)}:{SIGNED_OUT}:{now:%Y%m%d}"
        told = {"shop": account, "why": str(error)}
        self._turn.store.transact(lambda tx: open_task(tx, task_id, SIGNED_OUT, now, told))


def _clear(new_id: Callable[[], str], turn: Turn) -> Did:
    """What waits; once a day also what stands out, as its orders may have come since.

    Nothing is begun again in the next turn that this one could end, so it goes on to the end.
    """
    today = str(turn.clock().date())
    if turn.job.cursor == today:
        with turn.store.read() as tx:
            waits = tx.clearing.waiting_count() or tx.statements.waiting_files()
        if not waits:
            return Did()
    act = Act(CENTER, turn.clock(), new_id)
    done = clearing_run.clear_all(turn.store, act, turn.whole)
    if done < 0:
        return Did(again_s=0)
    turn.store.transact(lambda tx: turn.hold(tx, today))
    return Did({"lines": done} if done else {})


def test(store: Store, keys: ShopKeys, account: str, clock: Clock) -> dict[str, int]:
    """Bytes of each file of the last day; nothing is stored.

    Raises NotDoneError, and what the job may raise.
    """
    with store.read() as tx:
        row = _known(tx, account)
    day = pay_kind(row.platform).last_day(clock())
    with Http(deadline_s=DEADLINE_S) as http:
        line = Line(http, clock)
        asked = opener(keys)(row)
        return {bill: len(download_day(access, day, line)) for bill, access in asked.items()}


FAILS = (AwayError, RefusedError, SignInAgainError, NotTheirsError, PaySettingsError)
"""What ``test`` may raise of the platforms."""


def _known(tx: Transaction, account: str) -> PayAccount:
    row = tx.pay_accounts.get(account)
    if row is None:
        raise NotDoneError(_("There is no account {name}"), name=account)
    return row


def _kept(account: str) -> str:
    """Under what name its keys are kept, beside those of shops."""
    return f"pay:{account}"


def _told(row: PayAccount) -> dict[str, object]:
    return {
        "platform": row.platform, "options": dict(row.options), "enabled": row.enabled,
        "first_day": row.first_day,
    }  # fmt: skip
