"""Codes, tokens and limits, without a network."""

from datetime import timedelta

import pytest

from app.center import gateway_keys as keys
from app.center.gateway_gate import Buckets, Gate, GatewayPolicy, NotAnsweredError
from app.center.pool import PoolPolicy, stock_up, top_up
from app.domain.waybill_number import NumberState
from app.store.engine import Store
from tests.builders import NOON

CODE, TOKEN = "ABCD-EFGH-JKMN", "t" * 43


def known(store: Store, token: str = TOKEN, station: str = "b1") -> bool:
    with store.read() as tx:
        return keys.is_known(tx, station, keys.hashed(token))


def test_a_code_becomes_a_token(store: Store) -> None:
    until = keys.issue(store, "b1", CODE, NOON)
    assert until == NOON + timedelta(minutes=15)
    keys.redeem(store, "b1", "abcd efghjkmn", TOKEN, NOON)
    assert known(store)
    assert not known(store, "u" * 43)
    assert not known(store, station="b2")
    with store.read() as tx:
        texts = str(tx.stations.every()) + str(tx.enrolments.get("b1"))
    assert TOKEN not in texts
    assert "ABCDEFGH" not in texts


def test_the_lost_answer_can_be_asked_for_again_but_not_the_code(store: Store) -> None:
    keys.issue(store, "b1", CODE, NOON)
    keys.redeem(store, "b1", CODE, TOKEN, NOON)
    keys.redeem(store, "b1", CODE, TOKEN, NOON)
    with pytest.raises(keys.EnrolRefusedError, match="was used"):
        keys.redeem(store, "b1", CODE, "u" * 43, NOON)
    assert known(store)


@pytest.mark.parametrize(
    ("station", "code", "later", "tries"),
    [
        ("b2", CODE, 0, 0),  # of another station
        ("b1", "WRNG-WRNG-WRNG", 0, 0),
        ("b1", "", 0, 0),
        ("b1", CODE, 15, 0),  # too old
        ("b1", CODE, 0, 5),  # guessed at
    ],
)
def test_codes_that_are_no_good(
    station: str, code: str, later: int, tries: int, store: Store
) -> None:
    keys.issue(store, "b1", CODE, NOON)
    for _ in range(tries):
        with pytest.raises(keys.EnrolRefusedError):
            keys.redeem(store, "b1", "ZZZZ", TOKEN, NOON)
    with pytest.raises(keys.EnrolRefusedError, match="ask for a new one"):
        keys.redeem(store, station, code, TOKEN, NOON + timedelta(minutes=later))
    assert not known(store)


def test_weak_tokens_and_strange_names(store: Store) -> None:
    keys.issue(store, "b1", CODE, NOON)
    with pytest.raises(keys.EnrolRefusedError, match="at least 40"):
        keys.redeem(store, "b1", CODE, "short", NOON)
    with pytest.raises(keys.EnrolRefusedError, match="letters"):
        keys.issue(store, "../b1", CODE, NOON)


def test_a_revoked_station_is_lent_nothing_more(store: Store) -> None:
    with store.write() as tx:
        stock_up(tx, "SF", ("SF1", "SF2", "SF3"))
        tx.waybills.lease("SF", "b1", 2)
    keys.issue(store, "b1", CODE, NOON)
    keys.redeem(store, "b1", CODE, TOKEN, NOON)
    assert keys.revoke(store, "b1") == (True, 2)
    assert not known(store)
    with pytest.raises(keys.EnrolRefusedError):
        keys.redeem(store, "b1", CODE, TOKEN, NOON)  # nor does its code live on
    with store.write() as tx:
        assert top_up(tx, "b1", PoolPolicy()) == {}
    assert keys.revoke(store, "b1", void_numbers=True) == (False, 2)
    with store.read() as tx:
        number = tx.waybills.get("SF", "SF1")
    assert number is not None
    assert number.state is NumberState.VOIDED
    assert keys.revoke(store, "nobody") == (False, 0)


def test_buckets_fill_up_again() -> None:
    now = [0.0]
    bucket = Buckets(2.0, 3.0, lambda: now[0])
    for _ in range(3):
        assert bucket.wait_s("b1") == 0
        bucket.take("b1")
    assert bucket.wait_s("b1") == pytest.approx(0.5)
    assert bucket.wait_s("b2") == 0
    now[0] = 0.5
    assert bucket.wait_s("b1") == 0
    now[0] = 100.0
    bucket.take("b1")
    assert bucket.wait_s("b1") == 0


def test_buckets_do_not_remember_for_ever() -> None:
    bucket = Buckets(1.0, 1.0, lambda: 0.0)
    for name in range(5_000):
        bucket.take(str(name))
    assert len(bucket._kept) <= 4_096


def test_the_gate_counts_who_is_inside() -> None:
    gate = Gate(GatewayPolicy(at_once=1, inside=1, strikes=1), lambda: 0.0)
    with gate.station("b1"), gate.inside():
        with pytest.raises(NotAnsweredError, match="at once"), gate.station("b1"):
            pass
        with pytest.raises(NotAnsweredError, match="too much to do"), gate.inside():
            pass
    with gate.station("b1"), gate.inside():
        pass
    gate.known("b1", "right")
    gate.struck("10.0.0.9")
    with pytest.raises(NotAnsweredError, match="failed"):
        gate.check_stranger("10.0.0.9", "b1", "wrong")
    gate.check_stranger("10.0.0.9", "b1", "right")  # a bench beside a guesser works on
