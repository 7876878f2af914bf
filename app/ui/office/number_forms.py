"""The forms of a contract whose numbers are bought: the account, its keys, a question."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from app.center import number_accounts
from app.center.courier_desk import CourierRow
from app.domain.contract import NumberAccount
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.detail import Action
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.number_entries import FIELDS, SERVICES, account_of, key_fields, values_of

ACCOUNT: Final = "numbers"
KEYS: Final = "number_keys"
ASK: Final = "number_ask"
ACTIONS: Final = frozenset({ACCOUNT, KEYS, ASK})


def said(words: Words, account: NumberAccount | None) -> str:
    """Where its numbers come from, in a line."""
    if account is None:
        return words.say(_("out of the pool"))
    seller = words.say(SERVICES.get(account.api, account.api))
    return words.many(
        "{seller}, {n} number for an order", "{seller}, {n} numbers for an order", account.ahead,
        seller=seller,
    )  # fmt: skip


def actions(words: Words, row: CourierRow) -> tuple[Action, ...]:
    """What can be done about the numbers of a contract."""
    if row.contract is None:
        return ()
    account = Action(ACCOUNT, words.say(_("How its numbers are bought")))
    if row.contract.numbers is None:
        return (account,)
    keys, ask = _("Keys for its numbers"), _("Ask the service")
    return (account, Action(KEYS, words.say(keys)), Action(ASK, words.say(ask)))


class NumberForms:
    """Works in the drawer of the page of couriers."""

    def __init__(self, page: FormPage[CourierRow]) -> None:
        self._page = page

    def act(self, action: str, row: CourierRow) -> None:
        """Open one of the forms, or ask the service."""
        if row.contract is None:
            return
        if action == ACCOUNT:
            form = self._page.put_form(FIELDS, partial(self._save, row), _("Save"))
            form.show_values(values_of(row.contract.numbers))
        elif action == KEYS:
            self._page.asking.read(
                "keys",
                partial(number_accounts.key_names, contract_id=row.id),
                partial(self._ask_keys, row),
            )
        else:
            self._try_out(row)

    def _ask_keys(self, row: CourierRow, names: tuple[str, ...]) -> None:
        model = self._page.drawer.model
        if model is not None and model.id == row.id:
            self._page.put_form(
                key_fields(names), partial(self._give_keys, row), _("Give these keys")
            )

    def _save(self, row: CourierRow, form: Form, values: dict[str, Any]) -> None:
        account = account_of(values)
        off, on = _("{name}: numbers come out of the pool"), _("{name}: give its keys next")
        known = row.contract.numbers if row.contract else None
        if known is not None and account is not None and known.api == account.api:
            on = _("{name} was saved")
        work = partial(number_accounts.put, contract_id=row.id, account=account)
        done = self._saved(row, off if account is None else on)
        self._page.asking.change(work, done, form.show_error)

    def _give_keys(self, row: CourierRow, form: Form, values: dict[str, Any]) -> None:
        work = partial(number_accounts.give_keys, contract_id=row.id, keys=values)
        done = self._saved(row, _("{name}: its keys are in this computer's keyring"))
        self._page.asking.run(work, done, form.show_error)

    def _try_out(self, row: CourierRow) -> None:
        text = _("{name}: the service answers, and knows the keys; nothing was bought")

        def done(_nothing: object) -> None:
            self._page.office.done(self._page.office.words.say(text, name=_name(row)))

        self._page.asking.run(partial(number_accounts.try_out, contract_id=row.id), done)

    def _saved(self, row: CourierRow, text: str) -> Callable[[object], None]:
        def done(_nothing: object) -> None:
            self._page.office.done(self._page.office.words.say(text, name=_name(row)))
            self._page.drawer.put(None)
            self._page.reload()

        return done


def _name(row: CourierRow) -> str:
    return row.title or row.name
