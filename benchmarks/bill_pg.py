"""The same bill with PostgreSQL, in a process of its own: neither hangs on the other."""

from benchmarks import bill
from benchmarks.figures import Figure
from tests.postgres import binaries, running_server


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    if binaries() is None:
        return []
    with running_server(fsync=True) as server, bill.room() as folder:
        return bill.taken(
            "bill_1m_pg", server.create(), folder, bill.QUICK if quick else bill.LINES
        )
