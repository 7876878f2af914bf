"""Numbers bought one by one, from the page of couriers: the account, its keys, the question."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.center.number_accounts import place_of
from app.center.office_center import OfficeCenter
from app.domain.contract import NumberAccount
from app.domain.order import Role
from app.store.engine import Store
from app.store.shop_keys import shop_keys
from app.ui.office import gallery_data as data
from app.ui.office.context import Office
from app.ui.office.couriers_page import CouriersPage
from app.ui.office.form import Form
from app.ui.office.number_entries import account_of, pairs_of, pairs_text, values_of
from tests.remote.servers.sf_platform import CARD, CHECK_WORD, PARTNER, Sf
from tests.ui.office.page_rig import settled, shown, told


@pytest.fixture
def sf() -> Iterator[Sf]:
    with Sf(lambda: data.AT) as server:
        yield server


@pytest.fixture
def page(qtbot: QtBot, office: Office) -> CouriersPage:
    office.me, office.role = "S1", Role.SUPERVISOR
    return shown(qtbot, office, CouriersPage(office))


def pressed(page: CouriersPage, qtbot: QtBot, action: str) -> Form:
    """The form behind an action of SF's contract."""
    page.open(next(one for one in page.rows() if one.code == "SF"))
    settled(qtbot, page)
    page.drawer.press(action)
    settled(qtbot, page)
    form = page.drawer.own()
    assert isinstance(form, Form)
    return form


def submit(page: CouriersPage, qtbot: QtBot, action: str, **values: object) -> Form:
    form = pressed(page, qtbot, action)
    form.show_values(values)
    form.submit()
    settled(qtbot, page)
    return form


def ask(page: CouriersPage, qtbot: QtBot) -> None:
    page.act("number_ask", next(one for one in page.rows() if one.code == "SF"))
    settled(qtbot, page)


def test_an_account_its_keys_and_the_question(
    page: CouriersPage, center: OfficeCenter, store: Store, sf: Sf, qtbot: QtBot
) -> None:
    said = told(page.office)
    account = {"api": "sf", "account": CARD, "ahead": 2, "products": "=1", "url": sf.url}
    submit(page, qtbot, "numbers", **account, sender="name=Sender\nprovince=Zhejiang")
    assert said[-1].endswith(": give its keys next")
    ask(page, qtbot)
    assert said[-1].startswith("Its keys are not on this computer: sf needs partner_id")
    submit(page, qtbot, "number_keys", partner_id=PARTNER, check_word="wrong one")
    ask(page, qtbot)
    assert said[-1].startswith("The service does not sell now:")
    form = pressed(page, qtbot, "number_keys")
    secret = form.editor("check_word")
    assert isinstance(secret, QLineEdit)
    assert (secret.text(), secret.echoMode()) == ("", QLineEdit.EchoMode.Password)
    form.show_values({"check_word": CHECK_WORD})
    form.submit()
    settled(qtbot, page)
    assert said[-1].endswith("its keys are in this computer's keyring")
    ask(page, qtbot)
    assert said[-1].endswith("the service answers, and knows the keys; nothing was bought")
    assert sf.orders == {}
    kept = center.read(lambda tx: tx.contracts.get("K-2"))
    assert kept is not None
    assert kept.numbers == NumberAccount(
        "sf", account=CARD, url=sf.url, products=(("", "1"),), ahead=2,
        sender=(("name", "Sender"), ("province", "Zhejiang")),
    )  # fmt: skip
    given = {"partner_id": PARTNER, "check_word": CHECK_WORD}
    assert shop_keys(store).get(place_of("K-2")) == given
    assert CHECK_WORD.encode() not in Path(store.place).read_bytes()
    submit(page, qtbot, "numbers", api="")
    assert said[-1].endswith("numbers come out of the pool")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"api": "sf", "ahead": 10}, "From 1 to 9 numbers for an order"),
        ({"api": "sf", "options": "user_id=1"}, "This account knows no option user_id"),
        ({"api": "sf", "products": "AIR=fast"}, "SF's word for a service is a number: =2"),
        ({"api": "cainiao", "url": "ftp://there"}, "The address must begin with https://"),
    ],
)
def test_what_cannot_be_is_said(
    page: CouriersPage, qtbot: QtBot, wrong: dict[str, object], says: str
) -> None:
    assert submit(page, qtbot, "numbers", **wrong).errors() == {"": says}


def test_lines_are_names_with_values(page: CouriersPage, qtbot: QtBot) -> None:
    form = submit(page, qtbot, "numbers", api="sf", sender="Sender")
    assert form.errors() == {"sender": "One a line: name=value"}
    pairs = (("", "2"), ("AIR", "1"))
    assert pairs_of(pairs_text(pairs)) == pairs
    account = NumberAccount("cainiao", "SF", "7", products=pairs, goods="G", tell_weight=True)
    assert account_of(values_of(account)) == account


def test_who_may_not_change_couriers_sees_none_of_it(page: CouriersPage, qtbot: QtBot) -> None:
    page.office.role = Role.CLERK
    page.open(page.rows()[0])
    settled(qtbot, page)
    assert page.drawer.model is not None
    assert [one.key for one in page.drawer.model.actions] == ["cards"]
