"""The demo's working day: plain orders, and everything that goes wrong at a real bench."""

from collections.abc import Callable

from app.domain.order import Order
from app.entrypoints import demo_troubles as t
from app.entrypoints.demo_stage import Stage

BADGE = "ZB0001"

Work = Callable[[Stage, Order], None]

_FIRST_HALF: tuple[tuple[str, Work], ...] = (
    ("T-0401", t.first),
    ("T-0402", t.plain),
    ("T-0403", t.kit_with_wrong_item),
    ("T-0404", t.over_scan),
    ("T-0405", t.unknown_and_garbled),
    ("T-0406", t.unstable_scale),
    ("T-0407", t.weight_out),
    ("T-0408", t.out_of_paper),
    ("T-0409", t.plain),
    ("T-0410", t.wrong_label),
    ("T-0411", t.short),
    ("T-0412", t.two_boxes),
    ("T-0413", t.park),
    ("T-0414", t.center_away),
    ("T-0415", t.scale_unplugged),
    ("T-0416", t.refund_while_open),
    ("T-0417", t.reprint),
    ("T-0426", t.refused_at_open),
    ("T-0427", t.refused_at_open),
    ("T-0428", t.refused_at_open),
    ("T-0429", t.refused_at_open),
    ("T-0430", t.plain),  # its label was printed before the check
    ("T-0402", t.again),
)


class Script:
    """Runs the day in order. ``orders`` are by tote."""

    def __init__(self, stage: Stage, orders: dict[str, Order]) -> None:
        self._stage = stage
        self._orders = orders

    def sign_in(self) -> None:
        screen, packer = self._stage.screen, self._stage.packer
        packer.wait_ready()
        screen.wait("the center's data", lambda s: s.center.age_s is not None)
        self._stage.shoot("sign-in")
        packer.scan(BADGE)
        screen.wait("a signed-in bench", lambda s: s.operator is not None)
        self._stage.shoot("wait-order")

    def first_half(self) -> None:
        """Policy ``correct``: the packer takes the wrong piece out and goes on."""
        for tote, work in _FIRST_HALF:
            self._run(tote, work)
        for page in ("devices", "settings"):
            self._stage.shoot(page)

    def second_half(self) -> None:
        """Policy ``return``: a mismatch fails the check, the order goes back to be re-picked."""
        self._stage.screen.wait("the restarted bench", lambda s: s.operator is not None)
        self._stage.packer.wait_ready()
        done = {tote for tote, _ in _FIRST_HALF}
        left = [tote for tote in self._orders if tote not in done]
        for tote in left[:-1]:
            self._run(tote, t.plain)
        self._run(left[-1], t.returned)

    def _run(self, tote: str, work: Work) -> None:
        order = self._orders[tote]
        self._stage.say(f"{order.tote}  {order.number}  {work.__name__.replace('_', ' ')}")
        work(self._stage, order)
