"""Shops as the office sees and changes them. Keys are given here and never shown again."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from app.center import staff
from app.center.job_kinds import jobs_of
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.shop_access import opened
from app.center.shop_checks import check
from app.center.shop_reading import ORDERS, job_id
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.remote.channels.base import ChannelAdapter, RefusedError, SignInAgainError, Window
from app.remote.channels.incoming import ChannelError
from app.remote.channels.shops import PLATFORMS, platform
from app.remote.http import AwayError
from app.store.engine import Store
from app.store.job_rows import JobRow
from app.store.shop_keys import ShopKeys, shop_keys
from app.store.shops import Shop
from app.store.transaction import Transaction

T = TypeVar("T")
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ShopJob:
    """One of its jobs, as it ended last; ``ended`` False: it never ran."""

    kind: str
    state: str
    ended: bool


@dataclass(frozen=True, slots=True)
class ShopRow:
    """``state``: works | new | failing | signed_out | off. Keys are never part of it."""

    id: str
    platform: str
    name: str
    base_url: str
    options: Mapping[str, str]
    state: str
    reason: str = ""
    read_upto: str = ""
    next_at: datetime | None = None
    every_s: int = 60
    jobs: tuple[ShopJob, ...] = ()
    notices: Mapping[str, int] = field(default_factory=dict)


def read(tx: Transaction, query: PageQuery) -> Page[ShopRow]:
    """One page. Groups: all | on | off."""
    jobs = tx.job_rows.every()
    rows = [_row(tx, one, jobs) for one in tx.shops.every() if _in_group(one, query.group)]
    return page_of(
        rows,
        query,
        {
            "id": lambda one: one.id,
            "name": lambda one: one.name,
            "platform": lambda one: one.platform,
            "state": lambda one: one.state,
            "reason": lambda one: one.reason,
            "next_at": lambda one: one.next_at,
            "read_upto": lambda one: one.read_upto,
        },
    )


def platforms() -> tuple[str, ...]:
    return tuple(one.name for one in PLATFORMS)


def key_names(name: str) -> tuple[str, ...]:
    """The keys that a platform wants."""
    return platform(name).keys


def has_keys(store: Store, _act: Act, *, shop_id: str) -> bool:
    """Whether this computer has all keys of the shop."""
    with store.read() as tx:
        shop = tx.shops.get(shop_id)
    kept = shop_keys(store).get(shop_id) if shop else {}
    return shop is not None and all(kept.get(name) for name in key_names(shop.platform))


def add(tx: Transaction, act: Act, *, shop: Shop) -> None:
    """A new shop, with its jobs; paused until it has keys. Raises NotDoneError."""
    staff.require(tx, act.who, Permission.MANAGE_SHOPS)
    check(shop)
    if tx.shops.get(shop.id) is not None:
        raise NotDoneError(_("There is a shop of this name already"))
    tx.shops.put(shop, act.at)
    tx.job_rows.add(jobs_of(shop, act.at), act.at)
    tx.job_rows.pause_shop(shop.id, paused=not shop.enabled)
    tx.audit.add(act.who, "shop.add", shop.id, act.at, after=_told(shop))


def add_told(
    tx: Transaction,
    act: Act,
    *,
    shop_id: str,
    platform: str,
    name: str,
    base_url: str,
    options: str,
) -> None:
    """The same from a form. ``options``: a line each, ``name=value``."""
    add(
        tx,
        act,
        shop=Shop(shop_id.strip(), platform, name.strip(), base_url.strip(), _options(options)),
    )


def change_told(
    tx: Transaction, act: Act, *, shop_id: str, name: str, base_url: str, options: str
) -> None:
    known = _known(tx, shop_id)
    told = Shop(
        shop_id, known.platform, name.strip(), base_url.strip(), _options(options), known.enabled
    )
    change(tx, act, shop=told)


def _options(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in text.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _is, value in pairs}


def change(tx: Transaction, act: Act, *, shop: Shop) -> None:
    """Another name, address or options. Raises NotDoneError."""
    staff.require(tx, act.who, Permission.MANAGE_SHOPS)
    check(shop)
    known = _known(tx, shop.id)
    if known.platform != shop.platform:
        raise NotDoneError(_("A shop stays on its platform: add another one"))
    tx.shops.put(shop, act.at)
    tx.job_rows.wake(shop.id, act.at)
    tx.audit.add(
        act.who, "shop.change", shop.id, act.at, before=_told(known), after=_told(shop)
    )  # fmt: skip


def set_enabled(tx: Transaction, act: Act, *, shop_id: str, enabled: bool) -> None:
    """Its jobs rest, or go on where they stood: what was missed meanwhile is read then."""
    staff.require(tx, act.who, Permission.MANAGE_SHOPS)
    known = _known(tx, shop_id)
    changed = Shop(
        known.id, known.platform, known.name, known.base_url, known.options, enabled,
        known.signed_out_at,
    )  # fmt: skip
    tx.shops.put(changed, act.at)
    tx.job_rows.pause_shop(shop_id, paused=not enabled)
    tx.audit.add(
        act.who, "shop.enabled", shop_id, act.at,
        before={"enabled": known.enabled}, after={"enabled": enabled},
    )  # fmt: skip


def give_keys(store: Store, act: Act, *, shop_id: str, keys: Mapping[str, str]) -> None:
    """New keys: to this computer's keyring. What is left empty stays as it is.

    The audit says who and which, never what. Raises NotDoneError, StoreError.
    """
    place = shop_keys(store)
    now = act.at

    def check(tx: Transaction) -> None:
        staff.require(tx, act.who, Permission.MANAGE_SHOPS)
        shop = _known(tx, shop_id)
        unknown = set(keys) - set(key_names(shop.platform))
        if unknown:
            raise NotDoneError(
                _("{platform} knows no key {names}"),
                platform=shop.platform, names=", ".join(sorted(unknown)),
            )  # fmt: skip

    def note(tx: Transaction) -> None:
        tx.job_rows.wake(shop_id, now)
        tx.audit.add(act.who, "shop.keys", shop_id, now, after={"given": sorted(given)})

    with store.read() as tx:
        check(tx)
    given = {name: value.strip() for name, value in keys.items() if value.strip()}
    place.put(shop_id, {**place.get(shop_id), **given})
    store.transact(note)


def try_out(store: Store, act: Act, *, shop_id: str) -> int:
    """Asks the shop for the orders of one minute; how many there were. Stores nothing.

    Raises NotDoneError with what the platform said.
    """
    with store.read() as tx:
        staff.require(tx, act.who, Permission.IMPORT)
        shop = _known(tx, shop_id)
    return ask(shop, shop_keys(store), lambda: act.at)


def ask(shop: Shop, keys: ShopKeys, clock: Callable[[], datetime]) -> int:
    """The question itself. Raises NotDoneError."""
    return asked(shop, keys, clock, lambda adapter: _of_a_minute(adapter, clock()))


def asked(
    shop: Shop,
    keys: ShopKeys,
    clock: Callable[[], datetime],
    question: Callable[[ChannelAdapter], T],
) -> T:
    """One question to a shop. Raises NotDoneError with what the platform said."""
    try:
        with closing(opened(shop, keys, clock)) as adapter:
            return question(adapter)
    except SignInAgainError as error:
        raise NotDoneError(_("Sign in again: {why}"), why=str(error)) from error
    except (RefusedError, ChannelError) as error:
        raise NotDoneError(_("The shop refuses: {why}"), why=str(error)) from error
    except AwayError as error:
        raise NotDoneError(_("The shop does not answer: {why}"), why=str(error)) from error


def _of_a_minute(adapter: ChannelAdapter, now: datetime) -> int:
    until = (now - adapter.limits.lag).replace(microsecond=0)
    return len(adapter.orders_changed(Window(until - A_MINUTE, until)).orders)


def read_again(tx: Transaction, act: Act, *, shop_id: str, days: int) -> None:
    """Orders are read from so many days ago on. What is here already changes nothing."""
    staff.require(tx, act.who, Permission.IMPORT)
    _known(tx, shop_id)
    since = (act.at - timedelta(days=days)).isoformat()
    tx.job_rows.cursor(job_id(ORDERS, shop_id), since)
    tx.job_rows.ask(job_id(ORDERS, shop_id), act.at)
    tx.audit.add(act.who, "shop.read_again", shop_id, act.at, after={"days": days})


def _known(tx: Transaction, shop_id: str) -> Shop:
    known = tx.shops.get(shop_id)
    if known is None:
        raise NotDoneError(_("This shop is not here any more"))
    return known


def _row(tx: Transaction, shop: Shop, jobs: tuple[JobRow, ...]) -> ShopRow:
    mine = tuple(one for one in jobs if one.shop == shop.id)
    orders = next((one for one in mine if one.kind == ORDERS), None)
    failing = next((one for one in mine if one.state in {"failed", "signed_out"}), None)
    return ShopRow(
        id=shop.id,
        platform=shop.platform,
        name=shop.name,
        base_url=shop.base_url,
        options=shop.options,
        state=_state(shop, orders, failing),
        reason=failing.reason if failing and shop.enabled else "",
        read_upto=orders.cursor.partition(" ")[0] if orders and orders.ended_at else "",
        next_at=orders.next_at if orders and shop.enabled else None,
        every_s=orders.every_s if orders else 0,
        jobs=tuple(ShopJob(one.kind, one.state, one.ended_at is not None) for one in mine),
        notices=tx.notices.count(shop.id),
    )


def _state(shop: Shop, orders: JobRow | None, failing: JobRow | None) -> str:
    if not shop.enabled:
        return "off"
    if shop.signed_out_at is not None:
        return "signed_out"
    if failing is not None:
        return "failing"
    return "works" if orders and orders.ended_at else "new"


def _in_group(shop: Shop, group: str) -> bool:
    return group in {"", "all"} or shop.enabled == (group == "on")


def _told(shop: Shop) -> dict[str, object]:
    return {"platform": shop.platform, "name": shop.name, "server": shop.base_url,
            "options": sorted(shop.options)}  # fmt: skip
