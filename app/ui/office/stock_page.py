"""Stock: what is on hand, promised, gone and free, and the movements that explain each figure."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from app.center import share_desk, stock_desk, stock_seen
from app.center.stock_desk import Explained, Movement, StockRow
from app.domain.permissions import Permission
from app.domain.stock import Cause, Share
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import FormField
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec
from app.ui.office.present_alerts import when
from app.ui.office.share_entries import ALL_OF_IT, AMOUNTS, NO_SHOP, shop_field

CAUSES: Final = {
    Cause.RESERVED: _("Reserved"),
    Cause.RELEASED: _("Free again"),
    Cause.SHIPPED: _("Left"),
    Cause.RETURNED: _("Came back"),
    Cause.READ: _("The ERP's figure"),
    Cause.ABSORBED: _("Known to the ERP"),
    Cause.EXPECTED: _("On its way"),
    Cause.ARRIVED: _("Arrived"),
}
assert set(CAUSES) == set(Cause)
STATES: Final = {
    "free": State(_("Free"), "check-circle", "ok"),
    "none": State(_("Nothing free"), "short", "warn"),
    "oversold": State(_("Oversold"), "stop-octagon", "stop"),
    "unknown": State(_("Not told yet"), "question", "quiet"),
}


def state_of(row: StockRow) -> str:
    """A key of STATES."""
    if row.available is None:
        return "unknown"
    if row.available < 0:
        return "oversold"
    return "free" if row.available else "none"


FIELDS: Final = (
    Field("sku", _("Item"), bold=True, wide=26, least=140, sub=lambda one: one.name),
    Field("state", _("State"), Kind.STATE, states=STATES, value=state_of,
          sort=False, least=119),
    Field("available", _("Free"), Kind.NUMBER, filter=True, least=65, bold=True),
    Field("reserved", _("Promised"), Kind.NUMBER, filter=True, least=75),
    Field("on_hand", _("On hand, ERP"), Kind.NUMBER, filter=True, least=100),
    Field("ours", _("On hand, ours"), Kind.NUMBER, filter=True, least=100),
    Field("gone", _("Gone, not in the ERP"), Kind.NUMBER, filter=True, least=126),
    Field("unexplained", _("Not explained"), Kind.NUMBER, filter=True, least=95,
          tone=lambda one: "warn" if one.unexplained else ""),
    Field("in_transit", _("On its way"), Kind.NUMBER, filter=True, least=80),
    Field("expected", _("Expected"), Kind.NUMBER, least=90, hidden=True),
    Field("read_at", _("Read"), Kind.MOMENT, least=70),
)  # fmt: skip
FOUND: Final = (
    FormField("note", _("What was found"), required=True,
              hint=_("Such as: counted, taken out by hand")),
)  # fmt: skip
_MOST = 30


class StockPage(FormPage[StockRow]):
    """The group of differences is the reconciliation; the export writes it to XLSX and CSV."""

    def __init__(self, office: Office) -> None:
        self._known: tuple[str, Explained | None] = ("", None)
        super().__init__(
            office,
            ListSpec(
                name="stock",
                title=_("Stock"),
                line=_("Free: on hand, less what the ERP does not know yet, less what is promised"),
                fields=FIELDS,
                read=stock_desk.read,
                key=lambda one: one.sku,
                sort="sku",
                descending=False,
                groups=(
                    ("all", _("All")),
                    ("oversold", _("Oversold")),
                    ("unexplained", _("Differences")),
                    ("gone", _("Not in the ERP")),
                    ("reserved", _("Promised")),
                ),
                empty=EmptyModel(
                    "stock", _("No stock yet"), _("It is read from the ERP, by its job.")
                ),
            ),
        )

    def detail(self, row: StockRow) -> DetailModel:
        say, state = self.office.words.say, STATES[state_of(row)]
        return DetailModel(
            row.sku,
            row.name or row.sku,
            row.sku,
            say(state.word),
            state.tone,
            filled(
                (say(_("On hand, ERP")), _figure(row.on_hand)),
                (say(_("On hand, ours")), _figure(row.ours)),
                (say(_("Gone, not in the ERP")), _figure(row.gone)),
                (say(_("Promised")), _figure(row.reserved)),
                (say(_("Free")), _figure(row.available)),
                (say(_("On its way")), _figure(row.in_transit) if row.in_transit else ""),
                (say(_("Not explained")), _figure(row.unexplained)),
            ),
            self._sections(row),
            self._actions(row),
        )

    def opened(self, row: StockRow) -> None:
        def arrived(found: Explained) -> None:
            self._known = (row.sku, found)
            self._arrived()

        self.asking.read("explain", partial(stock_desk.explain, sku=row.sku), arrived)

    def act(self, action: str, row: StockRow) -> None:
        if action == "share":
            self.asking.read("shops", share_desk.shops, partial(self._ask_share, row))
        elif action == "seen":
            self.put_form(FOUND, partial(self.see, row), _("Difference is seen"))

    def see(self, row: StockRow, form: Form, values: dict[str, Any]) -> None:
        """So many pieces as the row says; it can be taken back."""

        def done(n: int) -> None:
            undo = partial(self._take_back, row, n)
            self._changed(row, _("The difference is seen: {pieces} of {item}"), undo)

        work = partial(stock_seen.see, sku=row.sku, pieces=row.unexplained, **values)
        self.asking.change(work, done, lambda text: form.show_error(text, "note"))

    def _take_back(self, row: StockRow, n: int) -> None:
        said = _("The difference is open again: {pieces} of {item}")
        work = partial(stock_seen.unsee, sku=row.sku, n=n)
        self.asking.change(work, lambda _nothing: self._changed(row, said))

    def _changed(self, row: StockRow, said: str, undo: Callable[[], None] | None = None) -> None:
        pieces = f"{row.unexplained:+,}"
        self.office.done(self.office.words.say(said, pieces=pieces, item=row.sku), undo)
        self.drawer.put(None)
        self.opened(row)
        self.reload()

    def _actions(self, row: StockRow) -> tuple[Action, ...]:
        if not self.office.may(Permission.WORK_STOCK):
            return ()
        say = self.office.words.say
        share = Action("share", say(_("Share for a shop")), "" if row.unexplained else "primary")
        seen = Action("seen", say(_("Difference is seen")), "primary")
        return (seen, share) if row.unexplained else (share,)

    def _ask_share(self, row: StockRow, shops: tuple[tuple[str, str], ...]) -> None:
        if not shops:
            self.office.done(self.office.words.say(NO_SHOP))
            return
        form = self.put_form((shop_field(shops), *AMOUNTS), partial(self.share, row), _("Save"))
        form.show_values({"shop": shops[0][0], **ALL_OF_IT})

    def share(self, row: StockRow, form: Form, values: dict[str, Any]) -> None:
        """Of this item; the job that tells shops their stock uses it from its next run on."""

        def done(_nothing: object) -> None:
            self.office.done(self.office.words.say(_("Saved")))
            self.drawer.put(None)

        work = partial(share_desk.put, share=Share(sku=row.sku, **values))
        self.asking.change(work, done, lambda text: form.show_error(text, "shop"))

    def _sections(self, row: StockRow) -> tuple[Section, ...]:
        about, found = self._known
        if about != row.sku or found is None:
            return ()
        say, now = self.office.words.say, self.office.now()
        told = tuple(
            (one.order_number, f"{-one.content.out.get(row.sku, 0):+,}") for one in found.not_known
        )
        held = tuple((one.order_number, f"{one.quantity:,}") for one in found.held)
        moved = tuple(
            (f"{when(one.at, now)}  {say(CAUSES[Cause(one.cause)])}", _freed(one))
            for one in found.movements
            if Cause(one.cause) is not Cause.EXPECTED
        )
        coming = tuple(
            (when(one.at, now), f"{one.in_transit:+,}") for one in found.movements if one.in_transit
        )
        seen = tuple(
            (f"{when(one.at, now)}  {one.note} ({one.who})", f"{one.pieces:+,}")
            for one in found.seen
        )
        wrong = ((say(_("Its movements do not add up: run the doctor")), ""),)
        sections = (
            Section(say(_("The ledger was changed")), () if found.sound else wrong),
            Section(say(_("Not in the figure of the ERP")), told[:_MOST]),
            Section(say(_("Differences that were seen")), seen[:_MOST]),
            Section(say(_("Promised to")), held[:_MOST]),
            Section(say(_("Movements of what is free")), moved[:_MOST]),
            Section(say(_("On its way")), coming[:_MOST]),
        )
        return tuple(one for one in sections if one.lines)


def _figure(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _freed(one: Movement) -> str:
    """What the movement did to what is free."""
    return f"{one.on_hand - one.gone - one.reserved:+,}"
