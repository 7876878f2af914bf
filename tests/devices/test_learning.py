"""Ranking, confirming and describing: from bytes to a profile, without a port."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from app.devices.learning.columns import suggest
from app.devices.learning.confirming import Confirmation, confirm
from app.devices.learning.line_doubt import Verdict, find, parity_seen
from app.devices.learning.ranking import LOOSE, Candidate, Heard, convinces, rank
from app.devices.scales.profiles import protocol_of
from app.devices.scales.registry import SCALES, scale_protocol
from app.devices.simulators.load import Shown
from app.devices.simulators.wire import WIRES
from app.devices.simulators.wire_tills import TILL_WIRES
from app.devices.transports import LineSettings
from app.domain.scale_profile import ScaleProfile, Stability

LINE = LineSettings()
KILO = Decimal(1000)
ALL_WIRES = WIRES | TILL_WIRES
VECTORS = json.loads((Path(__file__).parents[1] / "data" / "scale.json").read_text("utf-8"))


def heard(data: bytes, asked: bytes = b"", line: LineSettings = LINE) -> Heard:
    return Heard(line, data, asked)


def frames(name: str, grams: int, times: int = 5) -> Heard:
    protocol = scale_protocol(name)
    assert protocol.line is not None
    data = ALL_WIRES[name].write(Shown(Decimal(grams), stable=True)) * times
    return Heard(LineSettings(*protocol.line), data, protocol.poll)


def learn(name: str, grams: int = 1000) -> Confirmation:
    empty, loaded = frames(name, 0), frames(name, grams)
    return confirm(rank([empty, loaded]), [empty], [loaded], Decimal(grams))


def best(found: tuple[Candidate, ...]) -> list[str]:
    return [one.name for one in found]


@pytest.mark.parametrize("name", sorted(ALL_WIRES.keys() - {"adam", "dollar_cr"}))
def test_each_protocol_is_found_in_what_its_scale_sends(name: str) -> None:
    first = rank([frames(name, 1234)])[0]
    assert first.protocol == name
    assert first.reads.weight in {Decimal("1.234"), Decimal(1234)}
    assert convinces(first) or name == "massa_k_j"
    assert all(reason.text for reason in first.why())


@pytest.mark.parametrize("name", sorted(ALL_WIRES.keys() - {"adam"}))
def test_each_protocol_is_confirmed_by_an_empty_pan_and_a_known_weight(name: str) -> None:
    found = learn(name)
    mine = [one for one in found.confirmed if one.candidate.protocol == name]
    assert len(mine) == 1
    profile = mine[0].profile
    protocol = protocol_of(profile)
    [*_, last] = protocol.decoder().feed(frames(name, 750).data)
    assert last.weight is not None
    factor = KILO if (last.unit or profile.unit) == "kg" else Decimal(1)
    assert last.weight * factor == 750


def test_what_a_frame_does_not_say_comes_from_the_weight() -> None:
    a9 = learn("yaohua_a9").confirmed[0].profile
    assert (a9.unit, a9.stability, a9.streams) == ("kg", Stability.TIME, True)
    dollar = [one.profile for one in learn("dollar_cr").confirmed]
    assert [(one.variant, one.unit) for one in dollar] == [("decimals_3", "kg")]
    toledo = learn("toledo_8217").confirmed[0].profile
    assert (toledo.unit, toledo.poll, toledo.stability) == ("kg", "57", Stability.FLAG)
    assert learn("sma").confirmed[0].profile.unit == ""


def test_a_scale_that_is_silent_while_empty() -> None:
    loaded = frames("adam", 1000)
    found = confirm(rank([loaded]), [heard(b"")], [loaded], Decimal(1000))
    adam = next(one for one in found.confirmed if one.candidate.protocol == "adam")
    assert adam.empty is None
    assert adam.profile.streams is False


def test_a_factor_is_named_and_never_put_right() -> None:
    empty, loaded = frames("st_gs", 0), frames("st_gs", 2000)
    found = confirm(rank([loaded]), [empty], [loaded], Decimal(1000))
    assert found.confirmed == ()
    why = next(one.why for one in found.refused if one.candidate.protocol == "st_gs")
    assert why.params == {"weight": "2.000", "unit": "kg", "factor": "2.000", "known": "1000"}
    a9 = confirm(
        rank([frames("yaohua_a9", 1500)]),
        [frames("yaohua_a9", 0)],
        [frames("yaohua_a9", 1500)],
        Decimal(1000),
    )
    assert a9.confirmed == ()
    assert "lie there" in a9.refused[0].why.text


def test_a_pan_that_is_not_empty_is_noticed() -> None:
    full = frames("st_gs", 1000)
    found = confirm(rank([full]), [full], [full], Decimal(1000))
    assert found.confirmed == ()
    assert "while the pan is empty" in found.refused[0].why.text


def test_no_weight_and_pieces_are_no_scale() -> None:
    loaded, empty = frames("st_gs", 1000), frames("st_gs", 0)
    moved = confirm(rank([loaded]), [empty], [heard(b"")], Decimal(1000))
    assert "reads nothing" in moved.refused[0].why.text
    pieces = heard(b"SCOCount      15 Pieces\r\n" * 4)
    found = confirm(rank([pieces]), [pieces], [pieces], Decimal(15))
    assert "no weight" in found.refused[0].why.text


def test_formats_that_only_a_weight_tells_apart_are_both_offered() -> None:
    known = {one.key for one in SCALES}
    if not {"yaohua_eq_forward", "yaohua_eq_reversed"} <= known:
        found = rank([heard(b"$001250\r" * 5)])
        assert {"dollar_cr", "dollar_cr/decimals_2", "dollar_cr/decimals_3"} <= set(best(found))
        assert set(found[0].rivals) >= {"dollar_cr/decimals_2"}
        return
    both = rank([heard(b"=000.3000" * 8)])
    assert {"yaohua_eq_forward", "yaohua_eq_reversed"} <= set(best(both))
    first = next(one for one in both if one.protocol == "yaohua_eq_forward")
    assert "yaohua_eq_reversed" in first.rivals
    found_by = confirm(both, [heard(b"=000.0000" * 8)], [heard(b"=000.3000" * 8)], Decimal(3000))
    assert "yaohua_eq_reversed" in {one.candidate.protocol for one in found_by.confirmed}
    assert "yaohua_eq_forward" not in {one.candidate.protocol for one in found_by.confirmed}


RECORDED = [
    one
    for one in VECTORS
    if "error" not in one
    and one["protocol"] in {row.key for row in SCALES if row.line}
    and isinstance(one["expect"], dict)
    and one["expect"]["kind"] == "weight"
    and not one.get("tolerant")
    and not one.get("ambiguous")
]


def test_nearly_every_recorded_weight_ranks_its_own_protocol_first() -> None:
    """The rest are lines of a number and a unit that several makers send alike."""
    first = 0
    for vector in RECORDED:
        protocol = scale_protocol(vector["protocol"])
        assert protocol.line is not None
        data = bytes.fromhex(vector["hex"]) * 5
        found = rank([Heard(LineSettings(*protocol.line), data, protocol.poll)])
        first += found[0].protocol == protocol.key
    assert first >= len(RECORDED) * 0.95


@pytest.mark.parametrize("vector", RECORDED, ids=lambda one: str(one["id"]))
def test_every_recorded_weight_ranks_its_own_protocol(vector: dict[str, object]) -> None:
    data = bytes.fromhex(str(vector["hex"])) * 4
    asked = scale_protocol(str(vector["protocol"])).poll
    found = {one.protocol: one for one in rank([heard(data, asked)])}
    own = found[str(vector["protocol"])]
    assert own.fit > 0.25  # some of them hold a cut frame too


def test_a_checked_frame_outranks_a_loose_line() -> None:
    mixed = [heard(b"  1.250kg\r\n" * 9), frames("yaohua_a9", 1250)]
    found = rank(mixed)
    assert found[0].protocol == "yaohua_a9"
    assert found[-1].protocol in LOOSE


@pytest.mark.parametrize("data", [b"", b"\x00" * 400, b"\xff" * 400, b"hello\r\n" * 40])
def test_nothing_is_read_where_nothing_is(data: bytes) -> None:
    assert rank([heard(data, b"J")]) == ()


def with_parity(text: bytes, *, odd: bool) -> bytes:
    return bytes(b | 0x80 if b.bit_count() % 2 != odd else b for b in text)


def test_seven_bits_are_seen() -> None:
    text = b"  0.00 lb. GR  \r\n\x03" * 4
    assert parity_seen(heard(with_parity(text, odd=True))) == "7O1"
    assert parity_seen(heard(with_parity(text, odd=False))) == "7E1"
    assert parity_seen(heard(text)) is None
    assert parity_seen(heard(bytes(range(128, 256)) + b"abc")) is None
    finding = find([heard(with_parity(b"unknown text\r\n" * 4, odd=True))])
    assert (finding.verdict, finding.says.params) == (Verdict.OTHER_LINE, {"frame": "7O1"})


def test_findings_say_what_to_do_next() -> None:
    slow = Heard(LineSettings(4800), frames("st_gs", 100).data)
    finding = find([heard(b"\x00\x80\xf8\x00" * 50), slow], LineSettings(9600))
    assert finding.verdict is Verdict.OTHER_LINE
    assert finding.says.text == "sends, but at another speed: try {baud}"
    assert finding.says.params == {"baud": "4800"}
    reads = find([slow], LineSettings(4800))
    assert reads.verdict is Verdict.READS
    assert reads.says.params == {"protocol": "st_gs", "weight": "0.100 kg"}
    even = find([Heard(LineSettings(9600, "7E1"), slow.data)], LineSettings())
    assert even.says.params == {"frame": "7E1"}
    assert find([heard(b"\xf8\x80\x00\xe0" * 50)]).verdict is Verdict.NOISE
    assert find([heard(b"\x00" * 50)]).verdict is Verdict.NOISE
    assert find([heard(b"Gewicht: eins\r\n" * 9)]).verdict is Verdict.UNKNOWN
    assert find([heard(b""), heard(b"", b"W")]).verdict is Verdict.SILENT


@pytest.mark.parametrize(
    ("empty", "loaded", "grams", "unit"),
    [
        ("A1 [      0.000 kg] ok\r\n", "A1 [      1.250 kg] ok\r\n", 1250, ""),
        ("W=000000;\r", "W=001250;\r", 1250, "kg"),
        ("no 7 |    0.000 |\r\n", "no 7 |    2.756 |\r\n", 1250, "lb"),
        ("<000.000>\r\n", "<052.100>\r\n", 1250, "kg"),
    ],
)
def test_columns_of_an_unknown_scale_are_found(
    empty: str, loaded: str, grams: int, unit: str
) -> None:
    pan, full = heard(empty.encode() * 4), heard(loaded.encode() * 4)
    found = suggest(pan, full, Decimal(grams))
    profiles: list[ScaleProfile] = [one.profile for one in found]
    assert unit in [one.unit for one in profiles]
    mine = profiles[[one.unit for one in profiles].index(unit)]
    again = protocol_of(mine).decoder().feed(full.data)
    assert len(again) == 4
    assert all(one.weight is not None and one.stable is None for one in again)


def test_columns_are_not_invented() -> None:
    pan, full = heard(b"W 0.000\r\n" * 4), heard(b"W 1.250\r\n" * 4)
    assert suggest(pan, full, Decimal(500)) == ()
    assert suggest(full, full, Decimal(1250)) == ()
    assert suggest(heard(b""), full, Decimal(1250)) == ()
    assert suggest(pan, heard(b"W 10.250\r\n" * 4), Decimal(10_250)) == ()
