"""A code read wrongly: the stop names what it almost was, and the scanner it came from."""

from app.domain.events import Stopped
from app.domain.verdict import Verdict
from app.station.effects import NoteMisread
from tests.builders import a_line, an_item, an_order
from tests.station.harness import MakeStation

CODE = "6957842208856"
ORDER = an_order((a_line(1, an_item("TEA", codes={CODE: 1})),))


def test_an_unknown_code_one_edit_away_is_named_and_stays_refused(station: MakeStation) -> None:
    bench = station(ORDER)
    bench.scan(ORDER.number)

    snap = bench.scan("695784220885")  # the last digit is gone: no item of anybody

    assert snap.stop is not None
    assert snap.stop.stop.verdict in (Verdict.UNKNOWN_CODE, Verdict.MISREAD)
    assert snap.stop.stop.details["near"] == CODE
    assert snap.scanned == 0
    noted = [each.misread for each in bench.effects if isinstance(each, NoteMisread)]
    assert [(each.scanner, each.code) for each in noted] == [("scanner", CODE)]
    with bench.store.read() as tx:
        facts = [each.fact for each in tx.journal.read("B01")]
    assert [fact.scanner for fact in facts if isinstance(fact, Stopped)] == ["scanner"]


def test_another_unknown_code_has_no_hint(station: MakeStation) -> None:
    bench = station(ORDER)
    bench.scan(ORDER.number)

    snap = bench.scan("SOMETHING-ELSE")

    assert snap.stop is not None
    assert "near" not in snap.stop.stop.details
    assert not any(isinstance(each, NoteMisread) for each in bench.effects)
