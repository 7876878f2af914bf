"""Which part of the free stock each shop may sell: for all its items, or for one of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from app.center import share_desk
from app.center.share_desk import ShareRow
from app.domain.permissions import Permission
from app.domain.stock import Share
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import FormField
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec
from app.ui.office.share_entries import ALL_OF_IT, AMOUNTS, NO_SHOP, shop_field

SCOPES: Final = {
    "shop": State(_("The whole shop"), "shop", "brand"),
    "item": State(_("One item"), "tote", "quiet"),
}
FIELDS: Final = (
    Field("shop", _("Shop"), bold=True, wide=20, least=170, filter=True,
          value=lambda one: one.share.shop, sub=lambda one: one.shop_name),
    Field("scope", _("Holds for"), Kind.STATE, states=SCOPES, filter=True, least=160),
    Field("sku", _("Item"), wide=24, least=180, filter=True,
          value=lambda one: one.share.sku, sub=lambda one: one.item_name),
    Field("percent", _("Per cent"), Kind.NUMBER, filter=True, least=100,
          value=lambda one: one.share.percent),
    Field("keep", _("Pieces kept back"), Kind.NUMBER, filter=True, least=150,
          value=lambda one: one.share.keep),
    Field("most", _("At most"), Kind.NUMBER, filter=True, least=110,
          value=lambda one: one.share.most),
)  # fmt: skip
_ITEM: Final = FormField(
    "sku", _("Item code"), hint=_("Empty: all items without a rule of their own")
)
_Shops = tuple[tuple[str, str], ...]


class SharesPage(FormPage[ShareRow]):
    """A rule of an item goes before the one of its whole shop; a shop without any sells all."""

    def __init__(self, office: Office) -> None:
        super().__init__(
            office,
            ListSpec(
                name="shares",
                title=_("Shares of shops"),
                line=_("What a shop may sell of what is free; without a rule all of it"),
                fields=FIELDS,
                read=share_desk.read,
                key=lambda one: one.id,
                sort="shop",
                descending=False,
                groups=(
                    ("all", _("All")),
                    ("shop", SCOPES["shop"].word),
                    ("item", SCOPES["item"].word),
                ),
                empty=EmptyModel(
                    "shop", _("No rule yet"), _("Each shop may sell all that is free.")
                ),
            ),
        )

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        if not self.office.may(Permission.WORK_STOCK):
            return ()
        return (("new", _("Add a rule"), self.add),)

    def detail(self, row: ShareRow) -> DetailModel:
        say, share = self.office.words.say, row.share
        whole = say(SCOPES[row.scope].word)
        return DetailModel(
            row.id,
            row.shop_name or share.shop,
            f"{share.sku}  {row.item_name}".strip() or whole,
            facts=filled(
                (say(_("Per cent of what is free")), f"{share.percent:,}"),
                (say(_("Pieces kept back")), f"{share.keep:,}"),
                (say(_("Pieces at most")), "" if share.most is None else f"{share.most:,}"),
                (say(_("Free")), "" if row.free is None else f"{row.free:,}"),
                (say(_("The shop may sell")), "" if row.offered is None else f"{row.offered:,}"),
            ),
            actions=self._actions(),
        )

    def act(self, action: str, row: ShareRow) -> None:
        if action == "change":
            form = self.put_form(AMOUNTS, partial(self._change, row.share), _("Save"))
            form.show_values({name: getattr(row.share, name) for name in ALL_OF_IT})
        elif action == "drop":
            self._drop(row.share)

    def add(self) -> None:
        """The form of a new rule, once the shops are known that it can be for."""

        def arrived(shops: _Shops) -> None:
            say = self.office.words.say
            if not shops:
                self.office.done(say(NO_SHOP))
                return
            self.drawer.show_model(DetailModel("", say(_("A new rule"))))
            self.drawer.show()
            form = self.put_form((shop_field(shops), _ITEM, *AMOUNTS), self._add, _("Add"))
            form.show_values({"shop": shops[0][0], **ALL_OF_IT})

        self.asking.read("shops", share_desk.shops, arrived)

    def _actions(self) -> tuple[Action, ...]:
        say = self.office.words.say
        if not self.office.may(Permission.WORK_STOCK):
            return ()
        return (
            Action("change", say(_("Change")), "primary"),
            Action("drop", say(_("Remove it"))),
        )

    def _add(self, form: Form, values: dict[str, Any]) -> None:
        share = Share(**values)

        def done(_nothing: object) -> None:
            self._said(_("{shop}: the rule was added"), share, partial(self._drop, share))
            self.drop_form()

        self.asking.change(partial(share_desk.add, share=share), done, form.show_error)

    def _change(self, old: Share, form: Form, values: dict[str, Any]) -> None:
        share = replace(old, **values)

        def done(before: Share | None) -> None:
            self._said(_("{shop}: the rule was changed"), share, partial(self._back, before or old))
            self.drop_form()

        self.asking.change(partial(share_desk.put, share=share), done, form.show_error)

    def _drop(self, share: Share) -> None:
        def done(before: Share) -> None:
            self._said(_("{shop}: the rule is gone"), share, partial(self._back, before))
            self.shut()

        self.asking.change(partial(share_desk.drop, share=share), done)

    def _back(self, share: Share) -> None:
        """As it was before."""
        said = _("{shop}: the rule stands as before")
        work = partial(share_desk.put, share=share)
        self.asking.change(work, lambda _before: self._said(said, share, None))

    def _said(self, text: str, share: Share, undo: Callable[[], None] | None) -> None:
        self.office.done(self.office.words.say(text, shop=share.shop), undo)
        self.reload()
