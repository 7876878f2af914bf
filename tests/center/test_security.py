"""The center's part: who may act, what the audit trail keeps, keys and the purge, lock-outs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.center import safekeeping
from app.center.actions import Action, act
from app.center.ingest import LOCKED_AT_MOST
from app.center.safekeeping import KeyInUseError
from app.center.staff import NotPermittedError, set_pin, set_role
from app.domain.order import OrderState, Role
from app.domain.pin_facts import LockedOut
from app.store.engine import Store
from app.store.pins import PinRefusedError
from tests.builders import NOON, a_recipient, an_operator, an_order
from tests.center.desk_rig import Desk

PEOPLE = [an_operator(f"op-{role.value}", role) for role in Role]


def fill(store: Store, *, orders: int = 1) -> None:
    with store.write() as tx:
        tx.operators.put(PEOPLE)
        numbers = [f"SO-{n + 1}" for n in range(orders)]
        tx.orders.upsert([an_order(number=one) for one in numbers], NOON)


def trail(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as tx:
        assert safekeeping.verify_audit(tx) is None
        return [(one.who, one.action, one.about) for one in tx.audit.read()]


@pytest.mark.parametrize(
    ("action", "may"),
    [
        (Action.REFUND, {Role.CLERK}),
        (Action.CANCEL, {Role.CLERK}),
        (Action.HOLD, {Role.CLERK, Role.SUPERVISOR}),
        (Action.APPROVE, {Role.CLERK, Role.SUPERVISOR}),
    ],
)
def test_who_may_change_an_order(local: Store, action: Action, may: set[Role]) -> None:
    fill(local)
    for person in PEOPLE:
        if person.role in may:
            act(local, action, "SO-1", NOON, who=person.id)
            assert trail(local)[-1] == (person.id, f"order.{action.value}", "SO-1")
        else:
            with pytest.raises(NotPermittedError):
                act(local, action, "SO-1", NOON, who=person.id)
    with pytest.raises(NotPermittedError):
        act(local, action, "SO-1", NOON, who="op-nobody")
    assert len(trail(local)) == len(may)


def test_the_trail_keeps_what_was_and_what_is(store: Store) -> None:
    fill(store)
    act(store, Action.HOLD, "SO-1", NOON)
    with store.read() as tx:
        (entry,) = tx.audit.read()
    assert (entry.who, entry.at) == ("center", NOON)
    assert (entry.before, entry.after) == ({"state": "approved"}, {"state": "held"})


def test_a_refund_after_packing_is_kept_as_well(local: Store) -> None:
    fill(local)
    with local.write() as tx:
        tx.orders.set_state("id-SO-1", OrderState.PACKED, NOON)
    assert act(local, Action.REFUND, "SO-1", NOON).task
    assert trail(local) == [("center", "order.refund", "SO-1")]


def test_pins_and_roles_are_the_administrators(local: Store) -> None:
    fill(local)
    set_pin(local, "op-lead", "482913", NOON, "op-admin")
    assert set_role(local, "op-lead", Role.SUPERVISOR, NOON, "op-admin").role is Role.SUPERVISOR
    with local.read() as tx:
        assert tx.operators.pin_matches("op-lead", "482913")
        entries = list(tx.audit.read())
    assert [one.action for one in entries] == ["operator.pin", "operator.role"]
    assert entries[0].after == {"has_pin": True}
    assert "482913" not in repr(entries)
    for who in ("op-supervisor", "op-packer", "op-finance"):
        with pytest.raises(NotPermittedError):
            set_pin(local, "op-packer", "482913", NOON, who)
        with pytest.raises(NotPermittedError):
            set_role(local, who, Role.ADMIN, NOON, who)
    with pytest.raises(PinRefusedError):
        set_pin(local, "op-lead", "1234", NOON)
    with pytest.raises(NotPermittedError):
        set_pin(local, "op-unknown", "482913", NOON)


def test_keys_are_rotated_listed_and_forgotten(store: Store) -> None:
    fill(store, orders=3)
    old = store.vault.current()
    new, rows = safekeeping.rotate(store, NOON, "op-admin")
    assert (old != new, rows) == (True, 3)
    uses = {one.key_id: one for one in safekeeping.keys(store)}
    assert (uses[new].current, uses[new].rows) == (True, 3)
    assert (uses[old].current, uses[old].rows) == (False, 0)
    with pytest.raises(KeyInUseError, match="in use"):
        safekeeping.forget_key(store, new, NOON)
    with pytest.raises(KeyInUseError, match="no key"):
        safekeeping.forget_key(store, "unknown", NOON)
    with pytest.raises(KeyInUseError, match="just now"):
        safekeeping.forget_key(store, old, NOON)
    safekeeping.forget_key(store, old, NOON + safekeeping.REST)
    assert old not in [one.key_id for one in safekeeping.keys(store)]
    with store.read() as tx:
        stored = tx.orders.get("id-SO-2")
        assert stored is not None
        assert stored.order.recipient == a_recipient()
    assert [action for _, action, _ in trail(store)] == ["keys.rotate", "keys.forget"]
    with pytest.raises(NotPermittedError):
        safekeeping.rotate(store, NOON, "op-finance")


def test_the_purge_forgets_in_time_and_says_so(store: Store) -> None:
    fill(store, orders=3)
    with store.write() as tx:
        tx.orders.set_state("id-SO-1", OrderState.PACKED, NOON)
        tx.orders.set_state("id-SO-2", OrderState.CANCELLED, NOON + timedelta(days=20))
    now = NOON + timedelta(days=31)
    with pytest.raises(ValueError, match="at least"):
        safekeeping.purge(store, 6, now)
    assert safekeeping.purge(store, 30, now, "op-admin") == 1
    assert safekeeping.purge(store, 30, now, "op-admin") == 0
    with store.read() as tx:
        assert [one.name for n in (1, 2, 3) if (one := tx.personal.recipient(f"id-SO-{n}"))] == [
            "",
            "Recipient",
            "Recipient",
        ]
        (entry,) = tx.audit.read()
    assert (entry.who, entry.action) == ("op-admin", "recipients.purge")
    assert entry.after == {
        "orders": 1,
        "closed_before": (now - timedelta(days=30)).date().isoformat(),
    }


def test_a_changed_address_is_seen_although_it_is_sealed(local: Store) -> None:
    fill(local)
    moved = replace(an_order(), recipient=a_recipient(address="2 Road"), revision=2)
    with local.write() as tx:
        tx.orders.upsert([moved], NOON)
    with local.read() as tx:
        stored = tx.orders.get("id-SO-1")
        assert stored is not None
        assert stored.order == moved


def test_a_lock_out_at_one_bench_counts_everywhere_but_not_for_ever(desk: Desk) -> None:
    desk.bring(LockedOut("P01", NOON + timedelta(days=365)), LockedOut("unknown", NOON))
    with desk.store.read() as tx:
        assert tx.operators.locked_until("P01") == NOON + LOCKED_AT_MOST
