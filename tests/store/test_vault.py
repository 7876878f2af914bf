"""Personal data at rest: sealed, bound to its order, rotated, purged; keys kept from others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked
from sqlalchemy import text

from app.domain.order import Order, OrderState, Recipient
from app.store.engine import Store, open_store
from app.store.records import Cursor
from app.store.session import to_json
from app.store.vault import Private, Vault, VaultError, key_of, without_person
from app.store.vault_keys import (
    PLACE_VARIABLE,
    FolderKeys,
    KeyringKeys,
    KeysAwayError,
    KeysUnsafeError,
    fingerprint,
    key_place,
)
from tests.store.samples import NOW, an_order

PERSON = Recipient("Recipient Q7", "00099988877", "CN", "浙江省", "杭州市", "D1", "77 Quiet Road")
SECRET = (PERSON.name, PERSON.phone, PERSON.address)


class MemoryKeyring(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def center(url: str) -> Iterator[Store]:
    opened = open_store(url, warehouse="w1")
    yield opened
    opened.close()


def no_keyring() -> KeyringBackend:
    return NoKeyring()  # type: ignore[no-untyped-call]


def put(store: Store, *orders: Order) -> None:
    with store.write() as tx:
        tx.orders.upsert(orders or [an_order(recipient=PERSON)], NOW)


def raw(store: Store, column: str, order_id: str = "o1") -> str:
    with store._reading.connect() as connection:
        question = text(f"SELECT {column} FROM orders WHERE id = :id")
        return str(connection.execute(question, {"id": order_id}).scalar_one())


def recipient(store: Store, order_id: str = "o1") -> Recipient | None:
    with store.read() as tx:
        return tx.personal.recipient(order_id)


def test_the_row_names_nobody_and_the_center_reads_it(center: Store) -> None:
    put(center)
    for column in ("document", "private"):
        assert not [one for one in SECRET if one in raw(center, column)]
    with center.read() as tx:
        found = tx.orders.get("o1")
        assert found is not None
        assert found.order == an_order(recipient=PERSON)
        (listed,) = tx.orders.listed([OrderState.APPROVED])
        assert listed.order == without_person(an_order(recipient=PERSON))
    assert recipient(center) == PERSON
    assert recipient(center, "unknown") is None


def test_a_bench_opens_it_for_the_label_alone(second: Store) -> None:
    put(second)
    with second.read() as tx:
        found = tx.orders.get("o1")
        assert found is not None
        assert (found.order.recipient.name, found.order.recipient.address) == ("", "")
        assert found.order.recipient.province == PERSON.province
        assert tx.personal.recipient("o1") == PERSON


def test_it_travels_to_a_bench_which_seals_it_by_its_own_key(center: Store, second: Store) -> None:
    put(center)
    with center.read() as tx:
        rows = tx.feed.changed_after("orders", Cursor())
    with second.write() as tx:
        tx.feed.apply("orders", "e1", rows)
    assert recipient(second) == PERSON
    assert not [one for one in SECRET if one in raw(second, "document")]


def test_without_the_key_it_stays_closed_all_the_way(
    center: Store, second: Store, tmp_path: Path
) -> None:
    put(center)
    center.vault = second.vault = Vault(lambda: FolderKeys(tmp_path / "nobody"))
    with center.read() as tx:
        found = tx.orders.get("o1")
        assert found is not None
        assert found.order.recipient.name == ""
        rows = tx.feed.changed_after("orders", Cursor())
    with second.write() as tx:
        tx.feed.apply("orders", "e1", rows)
    assert raw(second, "private") == raw(center, "private")
    with pytest.raises(VaultError, match="not on this computer"):
        recipient(second)


def test_a_text_in_anothers_place_or_changed_is_not_opened(center: Store) -> None:
    put(center, an_order(1, recipient=PERSON), an_order(2, recipient=replace(PERSON, name="N2")))
    with center.write() as tx:
        tx._session.connection.execute(
            text("UPDATE orders SET private = (SELECT private FROM orders WHERE id = 'o1')")
        )
    assert recipient(center, "o1") == PERSON
    with pytest.raises(VaultError, match="another order"):
        recipient(center, "o2")
    sealed = raw(center, "private")
    for broken in (sealed[:-6] + "AAAAA=", sealed.replace("1.", "2.", 1), "x", sealed[:-9]):
        with pytest.raises(VaultError):
            center.vault.open(broken, "w1\x1fo1")


def test_the_same_person_is_never_sealed_to_the_same_text(center: Store) -> None:
    private = Private("n", "p", "a")
    assert len({center.vault.seal(private, "x") for _ in range(100)}) == 100


def test_keys_rotate_and_old_rows_follow(center: Store) -> None:
    put(center, *(an_order(n, recipient=PERSON) for n in range(1, 8)))
    old = center.vault.current()
    new = center.vault.rotate()
    assert old != new
    assert recipient(center) == PERSON
    done = []
    while count := center.transact(lambda tx: tx.personal.reseal(3)):
        done.append(count)
    assert done == [3, 3, 1]
    with center.read() as tx:
        assert tx.personal.keys_in_use() == {new: 7}
    assert key_of(raw(center, "private")) == new
    assert recipient(center) == PERSON


def test_rows_of_an_older_version_are_read_and_sealed_later(center: Store) -> None:
    put(center)
    plain = to_json(an_order(recipient=PERSON))
    with center.write() as tx:
        tx._session.connection.execute(
            text("UPDATE orders SET private = '', document = :plain"), {"plain": plain}
        )
    assert recipient(center) == PERSON
    with center.read() as tx:
        found = tx.orders.get("o1")
        assert found is not None
        assert found.order.recipient == PERSON
    assert center.transact(lambda tx: tx.personal.reseal()) == 1
    assert center.transact(lambda tx: tx.personal.reseal()) == 0
    assert PERSON.phone not in raw(center, "document")
    assert recipient(center) == PERSON


def test_an_order_that_comes_without_a_person_keeps_the_one_it_has(center: Store) -> None:
    put(center)
    put(center, an_order(revision=2, recipient=replace(PERSON, name="", phone="", address="")))
    assert recipient(center) == PERSON


def test_purged_in_time_here_and_at_the_benches(center: Store, second: Store) -> None:
    put(center, *(an_order(n, recipient=PERSON, buyer_note="ring twice") for n in (1, 2, 3)))
    with center.write() as tx:
        tx.orders.set_state("o1", OrderState.PACKED, NOW)
        tx.orders.set_state("o2", OrderState.PACKED, NOW + timedelta(days=5))
    with center.read() as tx:
        rows = tx.feed.changed_after("orders", Cursor())
    with second.write() as tx:
        tx.feed.apply("orders", "e1", rows)
    with center.write() as tx:
        assert tx.personal.purge(NOW + timedelta(days=2)) == 1
    with center.write() as tx:
        assert tx.personal.purge(NOW + timedelta(days=2)) == 0
    with center.read() as tx:
        rows = tx.feed.changed_after("orders", Cursor("e1", rows[-1].seq, rows[-1].id))
    with second.write() as tx:
        tx.feed.apply("orders", "e1", rows)
    for store in (center, second):
        gone = recipient(store, "o1")
        assert gone is not None
        assert (gone.name, gone.phone, gone.address, gone.district) == ("", "", "", "")
        assert gone.province == PERSON.province
        assert "ring twice" not in raw(store, "document", "o1")
        assert recipient(store, "o2") == recipient(store, "o3") == PERSON


# where keys are


def test_keys_are_in_the_keyring_and_no_file_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PLACE_VARIABLE)
    backend = MemoryKeyring()
    vault = Vault(lambda: key_place("w1", tmp_path, backend))
    sealed = vault.seal(Private("n"), "x")
    vault.rotate()
    assert Vault(lambda: key_place("w1", tmp_path, backend)).open(sealed, "x") == Private("n")
    assert isinstance(vault.keys, KeyringKeys)
    assert len(vault.keys.ids()) == 2
    assert list(tmp_path.iterdir()) == []
    vault.keys.drop(vault.keys.ids()[0])
    assert len(vault.keys.ids()) == 1
    with pytest.raises(VaultError):
        Vault(lambda: key_place("w1", tmp_path, backend)).open(sealed, "x")


def test_without_a_keyring_keys_are_in_files_of_the_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PLACE_VARIABLE)
    vault = Vault(lambda: key_place("w1", tmp_path, no_keyring()))
    sealed = vault.seal(Private("n"), "x")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    (key,) = [path for path in files if path.suffix == ".key"]
    assert fingerprint(bytes.fromhex(key.read_text())) == key.stem
    key.chmod(0o640)
    with pytest.raises(KeysUnsafeError):
        Vault(lambda: key_place("w1", tmp_path, no_keyring())).open(sealed, "x")


def test_a_key_file_with_another_key_in_it_opens_nothing(tmp_path: Path) -> None:
    keys = FolderKeys(tmp_path)
    vault = Vault(lambda: keys)
    sealed = vault.seal(Private("n"), "x")
    (tmp_path / f"{keys.current()}.key").write_text("00" * 32)
    with pytest.raises(VaultError):
        Vault(lambda: keys).open(sealed, "x")


def test_two_that_make_the_first_key_at_once_take_nothing_from_each_other(tmp_path: Path) -> None:
    one, other = Vault(lambda: FolderKeys(tmp_path)), Vault(lambda: FolderKeys(tmp_path))
    one.rotate()
    sealed = one.seal(Private("n"), "x")
    other.rotate()
    assert other.open(sealed, "x") == Private("n")


class LockedKeyring(MemoryKeyring):
    """A keyring that was locked after its keys were found."""

    locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return super().get_password(service, username)


def test_a_keyring_that_is_locked_later_stops_with_advice(tmp_path: Path) -> None:
    backend = LockedKeyring()
    keys = KeyringKeys(backend, "w1")
    sealed = Vault(lambda: keys).seal(Private("n"), "x")
    backend.locked = True
    with pytest.raises(KeysAwayError):
        Vault(lambda: keys).seal(Private("n"), "x")
    with pytest.raises(VaultError, match="do not answer"):
        Vault(lambda: keys).open(sealed, "x")
