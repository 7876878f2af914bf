"""The packer's hands for tests of the pure check: scan pieces in, take pieces out."""

from app.domain.order import OrderLine
from app.domain.pick_check import Answer, ItemScan, PickCheck
from app.domain.verdict import Verdict
from tests.builders import TODAY, a_line


def scan_all(check: PickCheck, *scans: ItemScan) -> tuple[PickCheck, list[Verdict]]:
    """The check after these scans, and the verdict on each."""
    verdicts: list[Verdict] = []
    for scan in scans:
        answer = check.judge(scan, TODAY)
        verdicts.append(answer.verdict)
        if answer.stop is None:
            check = check.count(answer.counted, serial_key(answer, scan))
    return check, verdicts


def serial_key(answer: Answer, scan: ItemScan) -> str | None:
    return f"{answer.item.sku}:{scan.serial}" if answer.item and scan.serial else None


def take_out(check: PickCheck, scan: ItemScan) -> tuple[PickCheck, Answer]:
    answer = check.judge_take_out(scan)
    if answer.stop is None:
        check = check.uncount(answer.counted, serial_key(answer, scan))
    return check, answer


def lots(*wanted: str | None) -> tuple[OrderLine, ...]:
    """One line for one tea of each lot; None takes any lot."""
    return tuple(a_line(no, "TEA", lot=lot) for no, lot in enumerate(wanted, start=1))
