"""The pages People and Jobs over a real center: what is done stands in the audit."""

import pytest
from pytestqt.qtbot import QtBot

from app.domain.order import Role
from app.store.engine import Store
from app.ui.office.context import Office
from app.ui.office.form import Form
from app.ui.office.jobs_page import JobsPage
from app.ui.office.people_page import PeoplePage
from tests.ui.office.page_rig import settled, shown, told


@pytest.fixture
def people(qtbot: QtBot, office: Office) -> PeoplePage:
    office.me, office.role = "A1", Role.ADMIN
    return shown(qtbot, office, PeoplePage(office))


@pytest.fixture
def jobs(qtbot: QtBot, office: Office) -> JobsPage:
    office.me, office.role = "A1", Role.ADMIN
    return shown(qtbot, office, JobsPage(office))


def open_row(page: PeoplePage | JobsPage, key: str, qtbot: QtBot) -> None:
    page.table.select_key(key)
    page.table.opened.emit(page.table.current())
    settled(qtbot, page)


def form_of(page: PeoplePage) -> Form:
    form = page.drawer.own()
    assert isinstance(form, Form)
    return form


def trail(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as tx:
        return [(one.who, one.action, one.about) for one in tx.audit.read()]


def test_the_drawer_says_who_it_is_and_what_was_done(people: PeoplePage, qtbot: QtBot) -> None:
    open_row(people, "LB", qtbot)
    model = people.drawer.model
    assert model is not None
    assert (model.title, model.state, model.tone) == ("Lead B", "Locked out", "stop")
    assert model.sections[0].lines[0][1].endswith("too many wrong PINs at the office")
    assert [one.key for one in model.actions] == ["change", "pin", "unlock", "deactivate"]


def test_a_person_is_added_changed_and_gets_a_pin(
    people: PeoplePage, store: Store, qtbot: QtBot
) -> None:
    said = told(people.office)
    people.head.tool("new").click()
    form_of(people).show_values({"name": "New", "badge": "ZB0101", "role": "packer"})
    form_of(people).submit()
    settled(qtbot, people)
    assert form_of(people).errors()[""] == "Somebody has this badge already: take another one"
    form_of(people).show_values({"name": "New", "badge": "ZB7777", "role": "packer"})
    form_of(people).submit()
    settled(qtbot, people)
    assert people.drawer.isHidden()
    people.search("ZB7777")
    qtbot.waitUntil(lambda: not people.busy() and [one.name for one in people.rows()] == ["New"])
    open_row(people, people.rows()[0].id, qtbot)
    people.drawer.press("pin")
    form_of(people).show_values({"pin": "246813", "again": "246813"})
    form_of(people).submit()
    qtbot.waitUntil(lambda: said[-1:] == ["New has a new PIN"])
    settled(qtbot, people)
    new = people.rows()[0]
    assert new.has_pin
    assert [entry[:2] for entry in trail(store)[-2:]] == [
        ("A1", "operator.add"), ("A1", "operator.pin"),
    ]  # fmt: skip


def test_deactivating_is_taken_back_with_one_key(
    people: PeoplePage, store: Store, qtbot: QtBot
) -> None:
    backs = []
    people.office.tell = lambda _text, _word, undo: backs.append(undo)
    open_row(people, "C1", qtbot)
    people.drawer.press("deactivate")
    qtbot.waitUntil(lambda: len(backs) == 1)
    settled(qtbot, people)
    with store.read() as tx:
        assert not tx.operators.is_active("C1")
    assert backs[0] is not None
    backs[0]()
    qtbot.waitUntil(lambda: len(backs) == 2)
    settled(qtbot, people)
    with store.read() as tx:
        assert tx.operators.is_active("C1")


def test_what_the_center_refuses_is_said_in_words(people: PeoplePage, qtbot: QtBot) -> None:
    said = told(people.office)
    open_row(people, "A1", qtbot)
    people.drawer.press("deactivate")
    settled(qtbot, people)
    assert said == ["Nobody can deactivate their own badge"]


def test_jobs_say_why_and_are_run_and_paused(jobs: JobsPage, store: Store, qtbot: QtBot) -> None:
    said = told(jobs.office)
    open_row(jobs, "doctor", qtbot)
    model = jobs.drawer.model
    assert model is not None
    assert (model.state, model.tone) == ("Failed", "stop")
    assert "StoreDamaged" in model.line
    jobs.drawer.press("run")
    settled(qtbot, jobs)
    assert said == ["Check of the database is asked for"]
    assert {row.id: row.state for row in jobs.rows()}["doctor"] == "waiting"
    jobs.drawer.press("pause")
    settled(qtbot, jobs)
    assert {row.id: row.state for row in jobs.rows()}["doctor"] == "paused"
    assert trail(store)[-2:] == [("A1", "job.run_now", "doctor"), ("A1", "job.pause", "doctor")]


def test_who_may_only_look_finds_no_buttons(jobs: JobsPage, qtbot: QtBot) -> None:
    jobs.office.role = Role.FINANCE
    open_row(jobs, "doctor", qtbot)
    assert jobs.drawer.model is not None
    assert jobs.drawer.model.actions == ()
