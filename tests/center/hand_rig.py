"""A center with packed parcels, a list with some of them, and who may do what with it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count

from app.center.office_center import Act
from app.domain.contract import Contract, Courier
from app.domain.manifest import ReadyParcel
from app.domain.order import Order, OrderState, Role
from app.domain.values import Grams, Money
from app.store.engine import Store
from app.store.manifests import HandParcel, StoredManifest
from app.store.records import StoredParcel
from tests.builders import NOON, a_recipient, an_operator, an_order

LIST, COURIER, ACCOUNT = "MF-1", "SF", "028"
LEAD, PACKER, CLERK = "lead", "packer", "clerk"


@dataclass(slots=True)
class Hands:
    """``pack`` puts a parcel into the center, ``load`` puts it on the list."""

    store: Store
    now: datetime = NOON

    def __post_init__(self) -> None:
        roles = {LEAD: Role.LEAD, PACKER: Role.PACKER, CLERK: Role.CLERK}
        with self.store.write() as tx:
            tx.operators.put([an_operator(name, role=role) for name, role in roles.items()])
            tx.couriers.put([Courier(COURIER, "SF Express", label_template="76x130")])
            tx.contracts.put([Contract("K", COURIER, account=ACCOUNT)])
            tx.manifests.open(StoredManifest(LIST, COURIER, ACCOUNT, date(2026, 3, 2), "b1", NOON))

    def act(self, who: str = LEAD) -> Act:
        numbers = count(1)
        return Act(who, self.now, lambda: f"id-{next(numbers)}")

    def order(self, n: int) -> Order:
        to = a_recipient(name="Recipient", phone="00012345678", address="1 Road, Room 1203")
        order = an_order({"TEA": 1}, number=f"SO-{n}", courier=COURIER, recipient=to)
        return replace(order, id=f"o{n}", state=OrderState.PACKED, cod=Money(12_800, "CNY"))

    def pack(self, *numbers: int, before: timedelta = timedelta()) -> list[str]:
        """Parcels p1, p2 ... with the waybills SF1, SF2 ...; their ids."""
        at = self.now - before
        with self.store.write() as tx:
            tx.orders.upsert([self.order(n) for n in numbers], at)
            for n in numbers:
                packed = StoredParcel(
                    f"p{n}", f"o{n}", f"SO-{n}", 1, 1, {"TEA": 1}, Grams(640), "", COURIER,
                    f"SF{n}", "1", 650, "CNY", "h", "b1", PACKER, f"f{n}", at,
                )  # fmt: skip
                tx.parcels.accept(packed, at, f"t{n}")
                ready = ReadyParcel(
                    f"p{n}", f"SF{n}", COURIER, ACCOUNT, f"SO-{n}", "P C", Grams(640),
                    parcel_no=1, parcel_of=1,
                )  # fmt: skip
                tx.hand_parcels.put(HandParcel(ready, f"o{n}", at))
        return [f"p{n}" for n in numbers]

    def load(self, *numbers: int, copy: int = 1) -> None:
        with self.store.write() as tx:
            for n in numbers:
                tx.hand_parcels.load(f"p{n}", LIST, self.now, copy)

    def close(self) -> None:
        with self.store.write() as tx:
            on = tx.hand_parcels.on(LIST)
            grams = sum(one.parcel.grams for one in on)
            tx.manifests.close(LIST, self.now + timedelta(minutes=1), len(on), grams, 0)
            tx.manifests.printed(LIST, 1)

    def change(self, n: int, **changes: object) -> None:
        """What the hand-over knows of a parcel is otherwise."""
        with self.store.write() as tx:
            known = self.parcel(n)
            parcel = replace(known.parcel, **changes)  # type: ignore[arg-type]
            tx.hand_parcels.put(replace(known, parcel=parcel))

    def parcel(self, n: int) -> HandParcel:
        with self.store.read() as tx:
            found = tx.hand_parcels.get(f"p{n}")
        assert found is not None
        return found

    def cancel(self, n: int) -> None:
        with self.store.write() as tx:
            tx.orders.set_state(f"o{n}", OrderState.CANCELLED, self.now)

    def audited(self, action: str) -> list[tuple[str, str]]:
        """(who, what about) of every entry of an action."""
        with self.store.read() as tx:
            return [(one.who, one.about) for one in tx.audit.read() if one.action == action]
