"""A simulated label printer: the paper that came out is what counts."""

from collections import Counter
from collections.abc import Callable

from app.domain.readings import DeviceState
from app.station.effects import PrintLabel
from app.station.inputs import LabelDone, LabelTrouble, LabelUnclear
from tests.faults.world import World

Post = Callable[[object], object]


class SimPrinter:
    """Outlives the program: a job it has taken comes out, whoever waits for it or not."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self._name = name
        self.paper: Counter[str] = Counter()
        self.waybills: set[str] = set()
        self._taken: set[str] = set()

    def has(self, waybill: str) -> bool:
        """Whether a label with this number lies on the table."""
        return waybill in self.waybills

    def put(self, job: PrintLabel, post: Post, alive: Callable[[], bool]) -> None:
        """Queue a job in the program's memory: it is gone when the program ends before."""
        self._world.after(
            self._world.rng.randrange(20, 600), self._name, lambda: self._send(job, post, alive)
        )

    def _send(self, job: PrintLabel, post: Post, alive: Callable[[], bool]) -> str:
        if not alive():
            return "never sent"
        world, rng = self._world, self._world.rng
        if job.doubted and world.chance(world.weather.paper):
            post(LabelUnclear(job.job_id))
            return world.hit("the printer cannot say what it printed")
        if job.doubted and job.job_id in self._taken:
            self._answer(post, alive, LabelDone(job.job_id))
            return "has it"
        if world.chance(world.weather.paper):
            if rng.random() < 0.5:
                return self._nobody_knows(job, post, alive)
            self._answer(post, alive, LabelTrouble(job.job_id, "out_of_paper", DeviceState.ERROR))
            world.hit("out of paper")
        self._take(job, rng.randrange(300, 3_000), lambda: self._answer(
            post, alive, LabelDone(job.job_id)
        ))  # fmt: skip
        return "sent"

    def _nobody_knows(self, job: PrintLabel, post: Post, alive: Callable[[], bool]) -> str:
        if self._world.rng.random() < 0.5:
            self._take(job, 400, lambda: None)
        self._answer(post, alive, LabelUnclear(job.job_id))
        return self._world.hit("nobody knows whether the label came out")

    def _take(self, job: PrintLabel, ms: int, then: Callable[[], None]) -> None:
        self._taken.add(job.job_id)

        def comes_out() -> str:
            self.paper[job.job_id] += 1
            self.waybills.add(job.waybill)
            then()
            return "a label came out"

        self._world.after(ms, self._name, comes_out)

    def _answer(self, post: Post, alive: Callable[[], bool], word: object) -> None:
        def said() -> str:
            if alive():
                post(word)
            return type(word).__name__

        self._world.after(self._world.rng.randrange(20, 400), self._name, said)
