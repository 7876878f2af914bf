"""A list page that asks for values in its drawer, of a row or of something new."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic

from app.ui.office.entries import FormField
from app.ui.office.form import Form
from app.ui.office.list_layout import Row
from app.ui.office.list_page import ListPage


class FormPage(ListPage[Row], Generic[Row]):
    """A drawer whose model has no id stands for something new: it goes with its form."""

    def put_form(
        self, fields: Sequence[FormField], take: Callable[[Form, Any], None], word: str
    ) -> Form:
        """The form under the drawer's title; ``take`` gets it and its values.

        ``word`` stands on its button, a message id.
        """
        form = Form(self.office.style, self.office.words, fields, word)
        form.submitted.connect(partial(take, form))
        form.dropped.connect(self.drop_form)
        self.drawer.put(form)
        form.begin()
        return form

    def drop_form(self) -> None:
        if self.drawer.model is not None and not self.drawer.model.id:
            self.shut()
        else:
            self.drawer.put(None)
