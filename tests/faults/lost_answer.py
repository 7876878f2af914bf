"""Class 5: the center committed and nobody heard it: the same facts come again and count once."""

from tests.faults.network import weathered
from tests.faults.proxy import Mood
from tests.faults.report import FaultReport

NAME = "5 answer lost after commit"
TIMES = 30


def run(seed: int, *, long: bool) -> FaultReport:
    return weathered(seed, [Mood.ANSWER_LOST] * TIMES * (30 if long else 1), freeze=False)
