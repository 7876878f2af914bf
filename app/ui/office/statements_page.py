"""Statements of the payment platforms: taken over, cleared, with the sums that they state."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog

from app.center import clearing_run, statements
from app.center.statements import TakenFile
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, State
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage
from app.ui.office.money_words import PROVIDERS, STAGES, SUMS, platform
from app.ui.office.present_alerts import when

FILES: Final = "*.csv *.xlsx *.xls *.zip *.gz *.json"
AGREES: Final = {
    "True": State(_("Sums agree"), "check-circle", "ok"),
    "False": State(_("Sums differ"), "warning-triangle", "stop"),
}
FIELDS: Final = (
    Field("name", _("File"), bold=True, wide=30, least=260),
    Field("providers", _("Platform"), Kind.STATE, states=PROVIDERS, filter=True, least=200),
    Field("account", _("Account"), least=150, hidden=True),
    Field("lines", _("Lines"), Kind.NUMBER, least=90),
    Field("new_lines", _("New lines"), Kind.NUMBER, least=100),
    Field("agree", _("Sums"), Kind.STATE, states=AGREES, least=140,
          value=lambda one: str(one.agree)),
    Field("stage", _("State"), Kind.STATE, states=STAGES, filter=True, least=170),
    Field("taken_at", _("Taken over"), Kind.MOMENT, least=130),
)  # fmt: skip


class StatementsPage(ListPage[TakenFile]):
    """A file is taken over in the tray; clearing goes over all of them."""

    def __init__(self, office: Office) -> None:
        super().__init__(
            office,
            ListSpec(
                name="statements",
                title=_("Statements"),
                line=_("What the payment platforms say of our money, file by file"),
                fields=FIELDS,
                read=statements.read,
                key=lambda one: one.id,
                sort="taken_at",
                empty=EmptyModel("payment", _("No statement yet"),
                                 _("Take over a platform's file.")),
            ),
        )  # fmt: skip

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        return (
            ("take", _("Take over a statement"), self.choose_file),
            ("clear", _("Clear now"), self.clear),
        )

    def choose_file(self) -> None:
        title = self.office.words.say(_("Take over a statement"))
        chosen, _kind = QFileDialog.getOpenFileName(self, title, "", FILES)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """In the tray, so that a big file stops nobody."""
        work = partial(statements.take_file, path=path)
        self.asking.run_long(path.name, work, lambda _lines: self.reload())

    def clear(self) -> None:
        title = self.office.words.say(_("Clearing"))
        self.asking.run_long(title, clearing_run.clear_all, lambda _lines: self.reload())

    def detail(self, row: TakenFile) -> DetailModel:
        say = self.office.words.say
        sums = AGREES[str(row.agree)]
        may = self.office.may(Permission.SEE_PAYMENTS)
        return DetailModel(
            row.id,
            row.name,
            say(platform(row.providers)),
            say(sums.word),
            sums.tone,
            filled(
                (say(_("Account")), row.account),
                (say(_("Lines")), f"{row.lines:,}"),
                (say(_("New lines")), f"{row.new_lines:,}"),
                (say(_("Taken over")), when(row.taken_at, self.office.now())),
                (say(_("By")), row.taken_by),
            ),
            tuple(self._sums(row)),
            (Action("lines", say(_("Show its lines")), "primary"),
             Action("back", say(_("Take the file back")))) if may else (),
        )  # fmt: skip

    def _sums(self, row: TakenFile) -> Iterator[Section]:
        """What was counted, and beside it what the file states where that is another figure."""
        say = self.office.words.say
        for part in json.loads(row.sums):
            lines = []
            for name, counted in part["counted"].items():
                stated = part["stated"].get(name, counted)
                other = "" if stated == counted else f" ≠ {stated}"
                lines.append((say(SUMS.get(name, name)), f"{counted}{other}"))
            yield Section(part["part"], tuple(lines))

    def act(self, action: str, row: TakenFile) -> None:
        if action == "lines":
            self.office.search_for(row.id, "clearing")
        elif action == "back":
            self.shut()
            work = partial(statements.take_back, file_id=row.id)
            self.asking.run_long(row.name, work, lambda _lines: self.reload())
