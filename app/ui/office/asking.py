"""How a page asks the center: beside the screen, the newest question wins, errors in words."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from app.center.office_center import Act, Center
from app.center.refusals import NotDoneError
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.parts import GoneError

T = TypeVar("T")
_BROKEN = _("That did not work. What happened is in the log.")


def why(words: Words, error: BaseException) -> str:
    """What an error says to a person: a refusal's own words, the advice of a store, or neither."""
    if isinstance(error, NotDoneError):
        return words.say(error.says, **error.values)
    advice = getattr(error, "advice", "")
    return words.say(advice) if advice else words.say(_BROKEN)


class Asking:
    """The questions of one page; what comes after ``stop`` is dropped.

    ``question`` gets the transaction (``app.store.transaction.Transaction``, which no page
    names), ``work`` the transaction and the ``Act``: who and when. ``failed`` gets the reason in
    words; without it, or when its form was closed, the reason is shown at the bottom of the window.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._newest: dict[str, int] = {}
        self._over = False

    def read(
        self,
        name: str,
        question: Callable[[Any], T],
        arrived: Callable[[T], None],
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Of two questions with one ``name`` only the answer to the newer one arrives."""
        number = self._newest[name] = self._newest.get(name, 0) + 1
        center = self._center()

        def come(answer: T) -> None:
            if not self._over and number == self._newest[name]:
                with suppress(GoneError):  # nobody looks at it any more
                    arrived(answer)

        self._office.work.run(lambda: center.read(question), come, self._failing(failed))

    def change(
        self,
        work: Callable[[Any, Act], T],
        done: Callable[[T], None],
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Does something in the name of who works here; all of it in one transaction."""
        center, me = self._center(), self._office.me
        self._office.work.run(
            lambda: center.change(work, me), self._unless_over(done), self._failing(failed)
        )

    def run(
        self,
        work: Callable[[Any, Act], T],
        done: Callable[[T], None],
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """The same for work that takes the store itself, and makes its own transactions."""
        center, me = self._center(), self._office.me
        self._office.work.run(
            lambda: center.run(work, me), self._unless_over(done), self._failing(failed)
        )

    def run_long(
        self,
        title: str,
        work: Callable[[Any, Act, Callable[[int, int], bool]], int],
        done: Callable[[int], None],
    ) -> int:
        """Work for the tray: ``work`` also gets (done, all) -> go on?; the task's number.

        It answers how much it did, or -1 when it was stopped.
        """
        center, me = self._center(), self._office.me
        return self._office.work.start_long(
            title,
            lambda go_on: center.run(lambda store, act: work(store, act, go_on), me),
            self._unless_over(done),
            self._failing(None),
        )

    def stop(self) -> None:
        self._over = True

    def _center(self) -> Center:
        center = self._office.center
        if center is None:
            raise RuntimeError("this office was put together without a center")
        return center

    def _unless_over(self, done: Callable[[T], None]) -> Callable[[T], None]:
        return lambda answer: None if self._over else done(answer)

    def _failing(self, failed: Callable[[str], None] | None) -> Callable[[BaseException], None]:
        def at_the_bottom(text: str) -> None:
            self._office.tell(text, "", None)

        def tell(error: BaseException) -> None:
            text = why(self._office.words, error)
            if failed is None:
                at_the_bottom(text)
            elif not self._over:
                try:
                    failed(text)
                except GoneError:
                    at_the_bottom(text)

        return tell
