"""The simulated wire between one bench and the center: slow, deaf, doubling, late, or cut."""

from collections.abc import Callable
from typing import cast

from app.center.desk import CenterDesk
from app.entrypoints.center_link import SqlTransport
from app.store.errors import StoreError
from app.store.records import Answer, Cursor, Envelope
from app.sync.transport import CenterAwayError, ClaimReply, Greeting, Page, Welcome
from tests.faults.sim_center import SimCenter
from tests.faults.sim_store import DiedError
from tests.faults.world import World

DEADLINE_MS = 10_000
LATEST_MS = 90_000
"""How long a question may be held up on the way."""


class _Answers(SqlTransport):
    """The product's own translation between desk and wire, over the simulated center."""

    def __init__(self, center: SimCenter) -> None:
        super().__init__("", "")
        self._sim = center

    def _desk(self) -> CenterDesk:
        return self._sim.desk


class SimTransport:
    """While an answer is awaited all the others go on. ``alive`` False: the asker has died."""

    def __init__(self, world: World, center: SimCenter, alive: Callable[[], bool]) -> None:
        self._world = world
        self._answers = _Answers(center)
        self._alive = alive
        self._pages: dict[str, Page] = {}
        self.cut_until_ms = 0

    def hello(self, greeting: Greeting) -> Welcome:
        return cast("Welcome", self._ask("hello", lambda: self._answers.hello(greeting)))

    def push(self, batch: tuple[Envelope, ...]) -> tuple[Answer, ...]:
        found = self._ask("push", lambda: self._answers.push(batch), again=True)
        answers = list(cast("tuple[Answer, ...]", found))
        if self._world.chance(self._world.weather.twice):
            self._world.rng.shuffle(answers)
            answers = answers[: self._world.rng.randrange(len(answers) + 1)]
            self._world.hit("answers shuffled, some missing")
        return tuple(answers)

    def pull(self, feed: str, after: Cursor, limit: int) -> Page:
        page = cast("Page", self._ask("pull", lambda: self._answers.pull(feed, after, limit)))
        old = self._pages.get(feed)
        if page.rows:
            self._pages[feed] = page
        if old is not None and self._world.chance(self._world.weather.stale):
            self._world.hit("an old page came late")
            return old
        return page

    def claim(self, order_id: str, station_id: str) -> ClaimReply:
        found = self._ask("claim", lambda: self._answers.claim(order_id, station_id), again=True)
        return cast("ClaimReply", found)

    def release(self, order_id: str, station_id: str) -> None:
        self._ask("release", lambda: self._answers.release(order_id, station_id))

    def keep_numbers(self, station_id: str, held: tuple[str, ...]) -> None:
        self._ask("keep", lambda: self._answers.keep_numbers(station_id, held), again=True)

    def give_back(self, station_id: str, numbers: tuple[str, ...]) -> None:
        self._ask("give", lambda: self._answers.give_back(station_id, numbers), again=True)

    def watch(self, station_id: str, known: str, within_s: float) -> str:
        return cast("str", self._ask("watch", lambda: self._answers.watch(station_id, known, 0)))

    def close(self) -> None:
        """Nothing is held open."""

    def _ask(self, name: str, question: Callable[[], object], *, again: bool = False) -> object:
        world, weather = self._world, self._world.weather
        world.step("question")
        if world.now_ms < self.cut_until_ms:
            raise CenterAwayError(world.hit("cut off"))
        self._pass(weather.slow)
        if again and world.chance(weather.late):
            world.hit(f"{name} arrives again later")
            world.after(
                world.rng.randrange(200, LATEST_MS), "question", lambda: self._late(question)
            )
        if world.chance(weather.drop):
            world.wait(DEADLINE_MS if world.rng.random() < 0.3 else 5)
            raise CenterAwayError(world.hit(f"{name} lost"))
        answer = self._answered(question)
        if world.chance(weather.twice):
            world.hit(f"{name} arrives twice")
            answer = self._answered(question)
        if world.chance(weather.answer_lost):
            world.wait(DEADLINE_MS if world.rng.random() < 0.3 else 5)
            raise CenterAwayError(world.hit(f"the answer to {name} lost"))
        self._pass(weather.slow)
        return answer

    def _answered(self, question: Callable[[], object]) -> object:
        try:
            return question()
        except DiedError as error:
            raise CenterAwayError(f"the center {error}") from None

    def _late(self, question: Callable[[], object]) -> str:
        """Nobody waits for this answer any more."""
        try:
            question()
        except (CenterAwayError, DiedError, StoreError) as error:
            return type(error).__name__
        return "arrived"

    def _pass(self, slow: float) -> None:
        world = self._world
        ms = world.rng.randrange(1_000, 8_000) if world.chance(slow) else world.rng.randrange(2, 60)
        world.wait(ms)
        if not self._alive():
            raise DiedError("the one who asked is gone")
