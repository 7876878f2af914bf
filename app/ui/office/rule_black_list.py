"""The black list in the drawer of the rules: buyers one a line, by what the platform calls them."""

from functools import partial
from typing import Any

from app.center import review_desk
from app.center.office_center import Act
from app.i18n import mark as _
from app.ui.office.detail import DetailModel
from app.ui.office.entries import Entry, FormField
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage


def black_list(page: FormPage[Any]) -> None:
    """Asks for the list, and shows it to be changed."""
    field = FormField(
        "buyers", _("Buyers, one a line"), Entry.NOTE,
        hint=_("As the platform names them; a rule says what becomes of them"),
    )  # fmt: skip

    def arrived(buyers: tuple[str, ...]) -> None:
        page.drawer.put(None)
        page.drawer.show_model(DetailModel("", page.office.words.say(_("Black list"))))
        page.drawer.show()
        form = page.put_form((field,), partial(_save, page, buyers), _("Save"))
        form.show_values({"buyers": "\n".join(buyers)})

    page.asking.read("black", review_desk.black_list, arrived)


def _save(page: FormPage[Any], before: tuple[str, ...], form: Form, values: dict[str, Any]) -> None:
    after = {one.strip() for one in values["buyers"].splitlines() if one.strip()}
    gone, new = sorted(set(before) - after), sorted(after - set(before))

    def work(tx: Any, act: Act) -> None:
        review_desk.put_black(tx, act, buyers=gone, on=False)
        review_desk.put_black(tx, act, buyers=new, on=True)

    def done(_nothing: object) -> None:
        page.office.done(page.office.words.say(_("The black list was saved")))
        page.shut()

    page.asking.change(work, done, form.show_error)
