"""Operators' PINs: hashed, fed to benches, in no fact; weak ones refused."""

from datetime import timedelta

import pytest

from app.domain.order import Operator, Role
from app.store.engine import Store
from app.store.pins import PinRefusedError, hash_pin, pin_matches
from app.store.records import Cursor
from app.store.session import to_json
from tests.store.samples import NOW

PIN = "482913"


@pytest.fixture(scope="module")
def pin_hash() -> str:
    return hash_pin(PIN)


def test_a_hash_is_argon2id_and_tells_no_pin(pin_hash: str) -> None:
    assert pin_hash.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert PIN not in pin_hash
    assert hash_pin(PIN) != pin_hash
    assert pin_matches(pin_hash, PIN)
    assert not pin_matches(pin_hash, "482914")
    assert not pin_matches("no hash", PIN)


@pytest.mark.parametrize(
    "pin", ["", "48291", "4829133", "48291a", "٤٨٢٩١٣", "111111", "123456", "654321"]
)
def test_no_pin_or_one_that_everybody_tries(pin: str) -> None:
    with pytest.raises(PinRefusedError):
        hash_pin(pin)


def test_a_pin_stays_with_its_person_and_goes_to_the_benches(
    store: Store, second: Store, pin_hash: str
) -> None:
    person = Operator("op1", "ZB-1", "one")
    with store.write() as tx:
        tx.operators.put([person])
        assert tx.operators.set_pin("op1", pin_hash)
        assert not tx.operators.set_pin("nobody", pin_hash)
    with store.write() as tx:  # imported again, without a word of the PIN
        tx.operators.put([Operator("op1", "ZB-2", "one", Role.LEAD)])
        tx.operators.lock("op1", NOW)
    with store.read() as tx:
        rows = tx.feed.changed_after("operators", Cursor())
    with second.write() as tx:
        tx.feed.apply("operators", "e1", rows)
    with second.read() as tx:
        found = tx.operators.by_badge("ZB-2")
        assert found == Operator("op1", "ZB-2", "one", Role.LEAD)
        assert tx.operators.has_pin("op1")
        assert tx.operators.pin_matches("op1", PIN)
        assert not tx.operators.pin_matches("op1", "000000")
        assert not tx.operators.pin_matches("nobody", PIN)
        assert tx.operators.locked_until("op1") == NOW
        assert "argon2" not in to_json(found)


def test_a_new_pin_ends_a_lock_out(store: Store) -> None:
    with store.write() as tx:
        tx.operators.put([Operator("op1", "ZB-1", "one")])
        tx.operators.lock("op1", NOW + timedelta(hours=1))
        tx.operators.set_pin("op1", "")
        assert tx.operators.locked_until("op1") is None
        tx.operators.set_role("op1", Role.FINANCE)
    with store.read() as tx:
        assert tx.operators.every() == (Operator("op1", "ZB-1", "one", Role.FINANCE),)
