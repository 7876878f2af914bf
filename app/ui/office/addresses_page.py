"""Orders whose address is not clear: Enter or a digit says which place, and the order goes on.

What fits none of the candidates is chosen from the lists: province, city, district, by typing.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from app.center import address_desk
from app.center.address_desk import AddressRow, Placed
from app.domain.permissions import Permission
from app.domain.regions import Division
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage
from app.ui.office.palette import Command

Place = tuple[str, str, str]
FROM_LISTS: Final = "lists"


def _first(one: AddressRow) -> str:
    return " ".join(filter(None, one.candidates[0])) if one.candidates else ""


def _others(one: AddressRow) -> str:
    return " • ".join(" ".join(filter(None, place)) for place in one.candidates[1:4])


FIELDS: Final = (
    Field("text", _("Address as it was written"), bold=True, wide=40, least=300),
    Field("place", _("May be"), value=_first, sub=_others, sort=False, wide=32, least=260),
    Field("confidence", _("Sure (%)"), Kind.NUMBER, filter=True, least=100),
    Field("number", _("Order"), sub=lambda one: one.shop, wide=16, least=150),
    Field("cut_off", _("Courier cut-off"), Kind.MOMENT, least=130),
    Field("shop", _("Shop"), filter=True, hidden=True),
    Field("waits_since", _("Waits since"), Kind.MOMENT, hidden=True),
)


class AddressesPage(ListPage[AddressRow]):
    """One row an order that waits; all orders with one text go on together."""

    def __init__(self, office: Office) -> None:
        self._waiting = 0
        self._changing = False
        super().__init__(
            office,
            ListSpec(
                name="addresses",
                title=_("Addresses"),
                line=_("Which place is meant? The order goes on at once"),
                fields=FIELDS,
                read=address_desk.read,
                key=lambda one: one.id,
                sort="cut_off",
                descending=False,
                groups=(
                    ("all", _("All")),
                    ("several", _("May be several")),
                    ("nothing", _("No place found")),
                ),
                empty=EmptyModel(
                    "check-circle", _("Every address is clear"), _("No order waits for its place.")
                ),
                hint=_("Enter the only place • 1–9 one of several • L from the lists • / search"),
            ),
        )
        self.table.acted.disconnect(self.open)
        self.table.acted.connect(self.confirm)

    def waiting(self) -> int:
        return self._waiting

    def reload(self) -> None:
        super().reload()

        def counted(many: int) -> None:
            self._waiting = many

        self.asking.read("counts", address_desk.counts, counted)

    def detail(self, row: AddressRow) -> DetailModel:
        say = self.office.words.say
        lines = tuple(
            (str(at), " ".join(filter(None, place)))
            for at, place in enumerate(row.candidates, start=1)
        )
        actions = tuple(
            Action(str(at), " ".join(filter(None, place)), "primary" if at == 1 else "")
            for at, place in enumerate(row.candidates, start=1)
        )
        return DetailModel(
            row.id,
            row.text or say(_("This address cannot be opened on this computer")),
            row.number,
            say(_("May be several")) if row.candidates else say(_("No place found")),
            "warn",
            filled((say(_("Shop")), row.shop), (say(_("Sure (%)")), str(row.confidence))),
            (Section(say(_("It may be")), lines),) if lines else (),
            (*actions, Action(FROM_LISTS, say(_("Choose from the lists")))) if self._may() else (),
        )

    def act(self, action: str, row: AddressRow) -> None:
        self._do(action, row)

    def keyed(self, name: str, row: AddressRow | None) -> None:
        if row is not None and self._may():
            self._do(FROM_LISTS if name == "L" else name, row)

    def confirm(self, row: AddressRow) -> None:
        """Enter: the only place it may be; otherwise the drawer, to see and to choose."""
        if len(row.candidates) == 1 and self._may():
            self.choose(row, row.candidates[0])
        else:
            self.open(row)

    def choose(self, row: AddressRow, place: Place) -> None:
        """One at a time: a second Enter must not choose for the next row."""
        if self._changing:
            return
        self._changing = True

        def done(placed: Placed) -> None:
            self._changing = False
            text = self.office.words.many(
                "{n} order goes on: {place}",
                "{n} orders go on: {place}",
                len(placed.orders), place=" ".join(filter(None, place)),
            )  # fmt: skip
            self.office.done(text, partial(self.take_back, placed))
            self.shut()
            self.reload()

        def failed(text: str) -> None:
            self._changing = False
            self.office.done(text)

        work = partial(address_desk.choose, order_id=row.id, place=place)
        self.asking.change(work, done, failed)

    def take_back(self, placed: Placed) -> None:
        work = partial(address_desk.take_back, placed=placed)
        self.asking.change(work, lambda _many: self.reload())

    def from_lists(self, row: AddressRow, code: str = "") -> None:
        """Level by level, by typing; a level without a further one is the end."""
        say = self.office.words.say
        hints = {0: _("Which province?"), 2: _("Which city?"), 4: _("Which district?")}
        commands = [
            Command(one.name, partial(self._chosen, row, one)) for one in address_desk.below(code)
        ]
        if code:
            commands.append(Command(say(_("Not known more exactly")), self._whole(row, code)))
        self.office.choose(commands, say(hints[len(code)]))

    def _chosen(self, row: AddressRow, division: Division) -> None:
        if address_desk.below(division.code):
            self.from_lists(row, division.code)
        else:
            self.choose(row, address_desk.named(division))

    def _whole(self, row: AddressRow, code: str) -> Callable[[], None]:
        return lambda: self.choose(row, address_desk.place_of(code))

    def _do(self, name: str, row: AddressRow) -> None:
        if name == FROM_LISTS:
            self.from_lists(row)
        elif name.isdigit() and 1 <= int(name) <= len(row.candidates):
            self.choose(row, row.candidates[int(name) - 1])

    def _may(self) -> bool:
        return self.office.may(Permission.HOLD_ORDERS)
