"""The page Shops over a real center: added, given keys, tried out; keys are never shown."""

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.center.job_kinds import OF_A_SHOP
from app.domain.order import Role
from app.store.engine import Store
from app.store.shop_keys import shop_keys
from app.ui.office.context import Office
from app.ui.office.form import Form
from app.ui.office.shops_page import ShopsPage
from tests.ui.office.page_rig import settled, shown, told


@pytest.fixture
def shops(qtbot: QtBot, office: Office) -> ShopsPage:
    office.me, office.role = "A1", Role.ADMIN
    return shown(qtbot, office, ShopsPage(office))


def form_of(page: ShopsPage) -> Form:
    form = page.drawer.own()
    assert isinstance(form, Form)
    return form


def open_row(page: ShopsPage, key: str, qtbot: QtBot) -> None:
    page.table.select_key(key)
    page.table.opened.emit(page.table.current())
    settled(qtbot, page)


def submit(page: ShopsPage, qtbot: QtBot, **values: object) -> None:
    form_of(page).show_values(values)
    form_of(page).submit()
    settled(qtbot, page)


def test_a_shop_is_added_with_its_jobs_and_gets_keys(
    shops: ShopsPage, store: Store, qtbot: QtBot
) -> None:
    said = told(shops.office)
    shops.head.tool("new").click()
    submit(shops, qtbot, platform="pdd", shop_id="new one")
    assert list(form_of(shops).errors()) == [""]  # a name that no order can have
    submit(shops, qtbot, platform="pdd", shop_id="pdd-1", name="P", options="our.first_days=1")
    assert said[-1] == "pdd-1 was added: give its keys next"
    open_row(shops, "pdd-1", qtbot)
    model = shops.drawer.model
    assert model is not None
    assert (model.state, len(model.sections[0].lines)) == ("Not read yet", len(OF_A_SHOP))
    shops.drawer.press("keys")
    submit(shops, qtbot, client_id="c", secret="hush hush", token="t")
    assert said[-1] == "pdd-1 has new keys"
    shops.drawer.press("keys")
    assert form_of(shops).editor("secret").text() == ""  # type: ignore[union-attr]
    submit(shops, qtbot, token="t2")
    kept = {"client_id": "c", "secret": "hush hush", "token": "t2"}
    assert shop_keys(store).get("pdd-1") == kept
    with store.read() as tx:
        entries = [one for one in tx.audit.read() if one.action.startswith("shop.")]
    assert [one.action for one in entries] == ["shop.add", "shop.keys", "shop.keys"]
    assert "hush" not in repr(entries)
    assert b"hush" not in Path(store.place).read_bytes()


def test_it_is_switched_off_and_on_again(shops: ShopsPage, store: Store, qtbot: QtBot) -> None:
    open_row(shops, "flagship", qtbot)
    shops.drawer.press("off")
    settled(qtbot, shops)
    assert {row.id: row.state for row in shops.rows()}["flagship"] == "off"
    with store.read() as tx:
        assert {one.paused for one in tx.job_rows.every() if one.shop == "flagship"} == {True}
    open_row(shops, "flagship", qtbot)
    shops.drawer.press("on")
    settled(qtbot, shops)
    assert {row.id: row.state for row in shops.rows()}["flagship"] == "works"


def test_a_trial_says_what_the_platform_says(shops: ShopsPage, qtbot: QtBot) -> None:
    said = told(shops.office)
    open_row(shops, "outlet", qtbot)
    shops.drawer.press("test")
    settled(qtbot, shops)
    assert said[0].startswith("The shop refuses: pdd needs client_id, secret, token")


def test_a_clerk_looks_and_tries_but_changes_nothing(shops: ShopsPage, qtbot: QtBot) -> None:
    shops.office.role = Role.CLERK
    open_row(shops, "outlet", qtbot)
    assert shops.drawer.model is not None
    assert [one.key for one in shops.drawer.model.actions] == ["test", "again"]


def test_keys_are_files_of_the_owner_alone(store: Store) -> None:
    keys = shop_keys(store)
    keys.put("a/b", {"secret": "x"})
    (path,) = Path(os.environ["SECONDPASS_KEYS"]).rglob("a%2Fb.json")
    assert path.stat().st_mode & 0o077 == 0
    keys.drop("a/b")
    assert keys.get("a/b") == {}
