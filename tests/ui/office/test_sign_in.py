"""Who works here: the page to sign in, the rail of a role, the idle lock, the next person."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.order import Operator, Role
from app.i18n import LANGUAGES
from app.store.engine import Store, open_store
from app.store.pins import hash_pin
from app.ui.office import gallery_data as data
from app.ui.office.context import Office
from app.ui.office.pages import PAGES
from app.ui.office.window import OfficeWindow

PIN = "246813"
HASH = hash_pin(PIN)
ADMIN = ["overview", "orders", "catalogue", "shops", "people", "jobs"]
"""He may bring things in and look after shops and people; he packs nothing and pays nothing."""


@pytest.fixture
def store(tmp_path: object) -> Iterator[Store]:
    """A new center: nobody is in it."""
    made = open_store(f"{tmp_path}/center.db", warehouse="W1")
    with made.write() as tx:
        tx.center.begin_epoch("new", data.AT)
    yield made
    made.close()


@pytest.fixture
def locked(qtbot: QtBot, office: Office) -> OfficeWindow:
    office.me = ""
    made = OfficeWindow(office, place="W1", locked=True, idle_s=600)
    made.resize(1366, 768)
    qtbot.addWidget(made)
    qtbot.addWidget(made.wall)
    made.show()
    qtbot.waitUntil(office.work.idle)
    return made


def staff(store: Store, window: OfficeWindow, qtbot: QtBot) -> None:
    with store.write() as tx:
        tx.operators.put(
            [Operator("A1", "ZB9", "Admin", Role.ADMIN), Operator("LA", "ZB1", "Lead A", Role.LEAD)]
        )
        for one in ("A1", "LA"):
            tx.operators.set_pin(one, HASH)
    window.sign_in.look()
    qtbot.waitUntil(window.office.work.idle)


def fill(window: OfficeWindow, qtbot: QtBot, **texts: str) -> None:
    """Type into the form that is shown and send it."""
    page = window.sign_in
    form = page.first if page.first.isVisible() else page.form
    for key, text in texts.items():
        editor = form.editor(key)
        assert isinstance(editor, QLineEdit)
        editor.setText(text)
    form.submit()
    qtbot.waitUntil(window.office.work.idle, timeout=10_000)


def test_the_first_start_says_what_to_do_and_lets_one_in(
    locked: OfficeWindow, qtbot: QtBot
) -> None:
    assert locked.is_covered
    assert locked.sign_in.first.isVisible()
    fill(locked, qtbot, name="First", badge="ZB7", pin=PIN, again="135790")
    assert locked.sign_in.first.errors() == {"again": "The two PINs differ"}
    fill(locked, qtbot, name="First", badge="ZB7", pin=PIN, again=PIN)
    assert locked.office.role is Role.ADMIN
    assert locked.pages.isVisible()
    assert locked.rail.keys() == ADMIN
    assert locked.rail.who.accessibleName() == "First, administrator"
    assert locked.page() == "overview"


def test_a_wrong_pin_is_said_and_the_name_stays(
    locked: OfficeWindow, store: Store, qtbot: QtBot
) -> None:
    staff(store, locked, qtbot)
    fill(locked, qtbot, who="Lead A", pin="000001")
    assert locked.is_covered
    assert locked.sign_in.form.errors() == {"": "Wrong PIN. Tries left: 4"}
    who, pin = (locked.sign_in.form.editor(key) for key in ("who", "pin"))
    assert isinstance(who, QLineEdit)
    assert isinstance(pin, QLineEdit)
    assert (who.text(), pin.text()) == ("Lead A", "")
    fill(locked, qtbot, who="ZB1", pin=PIN)
    assert locked.rail.keys() == ["overview", "alerts", "waves", "parcels"]
    locked.show_page("people")  # not on this rail
    assert locked.page() == "overview"


def test_left_alone_it_locks_and_goes_on_where_it_was(
    locked: OfficeWindow, store: Store, qtbot: QtBot
) -> None:
    staff(store, locked, qtbot)
    fill(locked, qtbot, who="LA", pin=PIN)
    guard = locked.guard
    assert guard is not None
    assert guard.idle.is_counting()
    locked.show_page("alerts")
    page = locked.alerts
    guard.lock()
    qtbot.waitUntil(locked.office.work.idle)
    assert locked.is_covered
    assert not guard.idle.is_counting()
    QTest.keyClick(locked, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not locked.palette_box.isVisible()
    fill(locked, qtbot, pin=PIN)  # the name stands there
    assert (locked.page(), locked.alerts is page) == ("alerts", True)


def test_the_next_person_begins_anew_and_both_are_in_the_trail(
    locked: OfficeWindow, store: Store, qtbot: QtBot
) -> None:
    staff(store, locked, qtbot)
    fill(locked, qtbot, who="LA", pin=PIN)
    locked.show_page("alerts")
    locked.choose_me()
    qtbot.waitUntil(locked.office.work.idle)
    assert locked.is_covered
    fill(locked, qtbot, who="A1", pin=PIN)
    assert (locked.page(), locked.office.me) == ("overview", "A1")
    assert locked.rail.keys() == ADMIN
    with store.read() as tx:
        trail = [(one.who, one.action) for one in tx.audit.read()]
    assert trail == [
        ("LA", "office.sign_in"), ("LA", "office.sign_out"), ("A1", "office.sign_in"),
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_reads_another_language_can_say_so(
    locked: OfficeWindow, language: str, qtbot: QtBot
) -> None:
    locked.sign_in.language.emit(language)
    assert locked.office.words.language == language
    assert locked.sign_in.first.save.text() != ""


@pytest.mark.parametrize("spec", PAGES, ids=lambda one: one.key)
def test_every_page_keeps_the_contract(
    qapp: QApplication, qtbot: QtBot, office: Office, spec: object
) -> None:
    """Made when first shown, dressed in every language and look, no window of its own, no error."""
    window = OfficeWindow(office, place="W1", pages=PAGES)
    qtbot.addWidget(window)
    qtbot.addWidget(window.wall)
    window.resize(1366, 768)
    window.show()
    before = {one for one in qapp.topLevelWidgets() if one.isVisible()}
    window.show_page(spec.key)  # type: ignore[attr-defined]
    page = window.page_of(window.page())
    assert window.page() == spec.key  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: office.work.idle() and not page.busy())
    assert {one for one in qapp.topLevelWidgets() if one.isVisible()} == before
    for language in LANGUAGES:
        window.set_language(language)
        window.set_look("dark" if language == "en" else "light")
        window.render_now()
        assert not page.grab().isNull()
    assert isinstance(page.offers(), (tuple, list))
    while page.leave():
        continue
    qtbot.waitUntil(lambda: office.work.idle() and not page.busy())
