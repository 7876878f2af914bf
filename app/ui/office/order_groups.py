"""Orders packed as one, one packed as several, and both taken back: what the Orders page offers."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from app.center import merging, regroup_desk, regrouping
from app.center.order_desk import OrderDetail, OrderRow
from app.center.regroup_desk import Made
from app.domain.order import OrderLine
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.ui.office.detail import Action
from app.ui.office.entries import Entry, FormField
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage

_AGAIN: Final = {"merge": _("Take apart again"), "split": _("Put together again")}
_LINE: Final = "line-"
_TWO: Final = 2


class OrderGroups:
    """For one page; ``found``: the order that is open in its drawer, as far as it is read."""

    def __init__(self, page: FormPage[OrderRow]) -> None:
        self._page, self._office = page, page.office

    def actions(self, row: OrderRow, found: OrderDetail | None) -> tuple[Action, ...]:
        say = self._office.words.say
        if not self._office.may(Permission.HOLD_ORDERS):
            return ()
        kind = regroup_desk.kind_of(row.reason, found.groups if found else ())
        if kind:
            ended = row.state not in {"approved", "held"}
            return () if ended else (Action("apart", say(_AGAIN[kind])),)
        if row.state != "approved":
            return ()
        several = (Action("split", say(_("Split"))),) if row.pieces >= _TWO else ()
        return (Action("merge", say(_("Pack as one"))), *several)

    def act(self, action: str, row: OrderRow, found: OrderDetail | None) -> bool:
        """Whether it was one of these."""
        if action == "merge":
            self.merge(self._page.table.rows())
        elif action == "split" and found is not None:
            self._ask(row, found.order.lines)
        elif action == "apart":
            self._take_back(row.id)
        return action in {"merge", "split", "apart"}

    def merge(self, rows: Sequence[OrderRow]) -> None:
        """Of the rows that are chosen."""
        say = self._office.words.say
        if len(rows) < _TWO:
            self._office.done(say(_("Choose the orders first, with Ctrl or Shift")))
            return

        def done(made: Made) -> None:
            said = say(_("{n} orders are packed as {order}"), n=len(rows), order=made.number)
            self._done(said, made.id)

        ids = [one.id for one in rows]
        self._page.asking.run(partial(regroup_desk.merge, order_ids=ids), done)

    def split(
        self, row: OrderRow, lines: Sequence[OrderLine], form: Form, values: dict[str, Any]
    ) -> None:
        """``values``: of each line how many pieces go by themselves."""
        apart = {one.line_no: values.get(f"{_LINE}{one.line_no}") or 0 for one in lines}
        stays = {one.line_no: one.quantity - apart[one.line_no] for one in lines}
        words = self._office.words.say(_("{order} is packed as two"), order=row.number)
        self._page.asking.change(
            partial(merging.split, order_id=row.id, parts=(stays, apart)),
            lambda made: self._done(words, made[0]),
            lambda text: form.show_error(text, f"{_LINE}{lines[0].line_no}"),
        )

    def _ask(self, row: OrderRow, lines: Sequence[OrderLine]) -> None:
        fields = [
            FormField(f"{_LINE}{one.line_no}", f"{_named(one)} × {one.quantity}", Entry.NUMBER)
            for one in lines
        ]
        fields[0] = FormField(
            fields[0].key, fields[0].label, Entry.NUMBER,
            hint=_("How many pieces of each go into a parcel of their own"),
        )  # fmt: skip
        self._page.put_form(fields, partial(self.split, row, lines), _("Split"))

    def _take_back(self, order_id: str) -> None:
        def done(freed: tuple[str, ...]) -> None:
            said = self._office.words.many(
                "{n} order is packed by itself again",
                "{n} orders are packed by themselves again",
                len(freed),
            )
            self._office.done(said)
            self._page.reload()

        self._page.asking.change(partial(regrouping.undo, order_id=order_id), done)

    def _done(self, said: str, made: str) -> None:
        self._office.done(said, partial(self._take_back, made))
        self._page.shut()
        self._page.reload()


def _named(line: OrderLine) -> str:
    return line.item.name or line.item.sku or str(line.line_no)
