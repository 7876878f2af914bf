"""How bad it is outside: the rates of every fault in one simulated run."""

import random
from dataclasses import dataclass, fields


@dataclass(slots=True)
class Weather:
    """Chances per call, transaction or minute. A run draws its own: swarms find more than means."""

    drop: float = 0.0  # a question never arrives
    answer_lost: float = 0.0  # it was answered, and nobody heard it
    twice: float = 0.0  # a question arrives twice
    late: float = 0.0  # it arrives again, a minute later
    stale: float = 0.0  # an old page is delivered in place of the new one
    slow: float = 0.0  # seconds instead of milliseconds
    partition: float = 0.0  # a bench is cut off (per operator turn)
    die: float = 0.0  # the program ends at a transaction
    full: float = 0.0  # the disk refuses a transaction
    doubtful: float = 0.0  # a commit was kept, and reported as failed
    center_dies: float = 0.0  # the center ends inside or right after a transaction
    clock: float = 0.0  # a bench's clock jumps (per operator turn)
    restore: float = 0.0  # the center is restored from its backup (per operator turn)
    paper: float = 0.0  # the printer needs help, or nobody knows
    mistake: float = 0.05  # the packer's hand slips
    foreign: float = 0.1  # a packer takes an order of another bench's wave
    next_box: float = 0.03  # an order goes into one more box (per scan)


WORST = Weather(
    drop=0.15,
    answer_lost=0.15,
    twice=0.15,
    late=0.1,
    stale=0.03,
    slow=0.1,
    partition=0.2,
    die=0.004,
    full=0.01,
    doubtful=0.003,
    center_dies=0.02,
    clock=0.1,
    restore=0.05,
    paper=0.2,
    mistake=0.1,
    foreign=0.3,
    next_box=0.05,
)


def drawn(rng: random.Random) -> Weather:
    """Each fault is off, mild or at its worst."""
    share = {one.name: rng.choice((0.0, 0.3, 1.0)) for one in fields(Weather)}
    rates = {name: getattr(WORST, name) * part for name, part in share.items()}
    return Weather(**rates)
