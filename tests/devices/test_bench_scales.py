"""What the recorded frames do not show: settings of a scale, and frames that look right."""

from decimal import Decimal

import pytest

from app.devices.base import REFUSED, ScaleFrame
from app.devices.scales.mt_continuous import checksum
from app.devices.scales.registry import scale_protocol
from app.devices.simulators.load import Shown
from app.devices.simulators.wires.table import BENCH_WIRES
from app.entrypoints.tools_decode import decode_scale_line


def frames(protocol: str, *pieces: bytes, variant: str | None = None) -> list[ScaleFrame]:
    decoder = scale_protocol(protocol).decoder(variant)
    found = [frame for piece in pieces for frame in decoder.feed(piece)]
    return [*found, *decoder.idle()]


def said(found: list[ScaleFrame]) -> list[Decimal | str | None]:
    return [frame.error if frame.kind == REFUSED else frame.weight for frame in found]


PLAIN = b"\x02-0   1234     0\r"
CHECKED = PLAIN + bytes([checksum(PLAIN)])
WEIGHT = Decimal("1.234")


def test_mt_continuous_finds_out_whether_there_is_a_checksum() -> None:
    assert said(frames("mt_continuous", PLAIN * 3)) == [WEIGHT] * 3
    assert said(frames("mt_continuous", CHECKED * 3)) == [WEIGHT] * 3
    # Once there was one, a frame without it has lost a byte; or more than that.
    assert said(frames("mt_continuous", CHECKED + PLAIN + CHECKED)) == [WEIGHT, "checksum", WEIGHT]
    assert said(frames("mt_continuous", PLAIN + b"\x1b" + CHECKED)) == ["checksum", WEIGHT]


def test_mt_continuous_whose_checksum_is_that_of_a_start() -> None:
    plain = _with_checksum_of_a_start()
    weight = Decimal(int(plain[4:10])).scaleb(-3)
    assert said(frames("mt_continuous", plain * 3)) == [weight] * 3
    assert said(frames("mt_continuous", (plain + b"\x02") * 3)) == [weight] * 3
    both = CHECKED + (plain + b"\x02") * 2 + CHECKED
    assert said(frames("mt_continuous", both)) == [WEIGHT, weight, weight, WEIGHT]


def _with_checksum_of_a_start() -> bytes:
    made = (f"\x02-0 {grams:6d}     0\r".encode() for grams in range(1000, 9999))
    return next(raw for raw in made if checksum(raw) == 2)


@pytest.mark.parametrize(
    ("states", "error"), [(b"-p ", "zero_not_captured"), (b"-00", "expanded_mode")]
)
def test_mt_continuous_states_that_are_no_weight(states: bytes, error: str) -> None:
    [frame] = frames("mt_continuous", b"\x02" + states + b"  1234     0\r")
    assert (frame.kind, frame.error, frame.weight) == ("status", error, None)


@pytest.mark.parametrize(("byte", "unit"), [(b"!", "g"), (b"#", "oz"), (b"'", "custom")])
def test_mt_continuous_names_other_units(byte: bytes, unit: str) -> None:
    [frame] = frames("mt_continuous", b"\x02-0" + byte + b"  1234     0\r")
    assert frame.unit == unit


def test_a_seven_bit_line_read_as_eight_bits_still_decodes() -> None:
    odd = bytes(byte | 0x80 if byte.bit_count() % 2 else byte for byte in CHECKED)
    assert said(frames("mt_continuous", odd)) == [WEIGHT]


CAS, ACLAS = b"\x01\x02S 01.234kge\x03\x04", b"\x01\x02S 01.234kgf\x03\x04"


def test_soh_stx_takes_either_check_but_not_in_turn() -> None:
    assert said(frames("soh_stx", CAS * 2)) == [WEIGHT] * 2
    assert said(frames("soh_stx", ACLAS * 2)) == [WEIGHT] * 2
    changed = CAS.replace(b"01.234", b"02.234")  # one byte turned by the same 3
    assert said(frames("soh_stx", CAS + changed + CAS * 2)) == [
        WEIGHT,
        "checksum",
        "checksum",
        WEIGHT,
    ]


def test_soh_stx_over_capacity_is_no_weight() -> None:
    data = b"F 99.999kg"
    check = 0
    for byte in data:
        check ^= byte
    [frame] = frames("soh_stx", b"\x01\x02" + data + bytes([check]) + b"\x03\x04")
    assert (frame.weight, frame.error) == (None, "over_or_not_zeroed")


def test_and_std_keeps_its_layout() -> None:
    kilos, grams = b"ST,+00123.45 kg\r\n", b"ST,+00123.45 g\r\n"
    found = frames("and_std", kilos + grams + kilos * 2)
    assert said(found) == [Decimal("123.45"), "bad_frame", "bad_frame", Decimal("123.45")]
    assert {frame.unit for frame in found} == {"kg", None}


def test_and_std_has_a_t_that_is_no_tonne() -> None:
    assert frames("and_std", b"ST,+00123.45  t\r\n")[0].unit == "tola"


def test_sartorius_lines_without_their_blanks_keep_their_length() -> None:
    grain, lost = b"+   62.916 GN\r\n", b"+   62.916 G\r\n"
    assert said(frames("sartorius_sbi", grain + lost)) == [Decimal("62.916"), "bad_frame"]
    moving = frames("sartorius_sbi", grain + b"+   62.916\r\n" + grain)
    assert [frame.stable for frame in moving] == [True, False, True]


@pytest.mark.parametrize(
    "line", [b"+   1255.[7] g  ", b"Max   +   1255.7 g  ", b"+   1255.7 g ", b"+  1255.7 g  "]
)
def test_sartorius_refuses(line: bytes) -> None:
    assert said(frames("sartorius_sbi", line + b"\r\n")) == ["bad_frame"]


def test_sartorius_tare_and_calibration() -> None:
    [tare, calibration] = frames("sartorius_sbi", b"T1    +    100.0 g  \r\n      Cal.    \r\n")
    assert (tare.kind, tare.tare, tare.weight) == ("tare", Decimal("100.0"), None)
    assert calibration.error == "calibration"


def test_kern_without_a_unit_is_moving() -> None:
    for line in (b"       0.665    \r\n", b"       0.665 \r\n"):
        [frame] = frames("kern_old", line)
        assert (frame.weight, frame.unit, frame.stable) == (Decimal("0.665"), None, False)


@pytest.mark.parametrize(("variant", "blank"), [("status_14", b""), ("status_15", b" ")])
def test_kern_lines_with_a_status(variant: str, blank: bytes) -> None:
    lines = [
        b"+" + blank + rest + b"\r\n" for rest in (b" 12.340 GLS", b" 12.340 GLU", b" 99.999 G E")
    ]
    still, moving, error = frames("kern_old", *lines, variant=variant)
    assert [still.weight, still.unit, still.stable] == [Decimal("12.340"), "g", True]
    assert moving.stable is False
    assert (error.weight, error.error) == (None, "out_of_range")
    assert said(frames("kern_old", b"+" + blank + b"12.340 GLS\r\n", variant=variant)) == [
        "bad_frame"
    ]


@pytest.mark.parametrize(
    ("legend", "kind", "net"),
    [(b"NET", "weight", True), (b"G", "weight", False), (b"PT", "tare", None)],
)
def test_ohaus_legends(legend: bytes, kind: str, net: bool | None) -> None:
    [frame] = frames("ohaus", b"     192.08 g   ? " + legend + b"\r\n")
    assert (frame.kind, frame.net, frame.stable) == (kind, net, False)


@pytest.mark.parametrize(
    "line", [b"   12:07.50 lb:oz", b"     192.08", b"     192.08 g   XYZ", b"192.08g"]
)
def test_ohaus_refuses(line: bytes) -> None:
    assert said(frames("ohaus", line + b"\r\n")) == ["bad_frame"]


def test_yaohua_eq_is_never_read_short() -> None:
    forward = frames("yaohua_eq_forward", b"=0003.000=00012.345=003.000=0003.000")
    assert said(forward) == [Decimal("3.000"), "bad_frame", "truncated", Decimal("3.000")]


def test_yaohua_command_tells_what_it_was_asked() -> None:
    def reply(letter: str) -> bytes:
        body = f"A{letter}+0012343".encode()
        check = 0
        for byte in body:
            check ^= byte
        return b"\x02" + body + f"{check:02X}".encode() + b"\x03"

    gross, net, price, wrong = frames(
        "yaohua_command", reply("B") + reply("D") + reply("E") + b"\x04"
    )
    assert (gross.net, net.net) == (False, True)
    assert (price.kind, price.weight, price.value) == ("info", None, "1.234")
    assert wrong.error == "unrecognized_command"


def test_cas_22_takes_the_worse_of_header_and_lamp() -> None:
    [frame] = frames("cas_22", b"ST,GS,1\x8a,   1.250 kg\r\n")
    assert frame.stable is False
    [under] = frames("cas_22", b"OL,GS,1\x84,-        kg\r\n")
    assert (under.under, under.over) == (True, None)
    done, busy = frames("cas_22", b"01MZ\r\n!\r\n")
    assert (done.kind, done.command, busy.error) == ("ack", "MZ", "not_executable")


def test_generic_ascii_variant_says_when_it_is_at_rest() -> None:
    lines = b"+007.12/0 G S\r\n+007.12/8 G S\r\n"
    assert [frame.stable for frame in frames("generic_ascii", lines, variant="weightqa")] == [
        True,
        False,
    ]
    assert said(frames("generic_ascii", lines)) == ["bad_frame"] * 2
    assert said(frames("generic_ascii", b"12.5 mph\r\n12.5\r\n")) == ["bad_unit", "bad_frame"]


@pytest.mark.parametrize("protocol", sorted(BENCH_WIRES))
def test_the_tool_decodes_it(protocol: str) -> None:
    written = BENCH_WIRES[protocol].write(Shown(Decimal(1234), stable=True))
    answer = decode_scale_line({"protocol": protocol, "hex": written.hex()})
    assert [Decimal(one["weight"]) for one in answer["readings"]] in ([WEIGHT], [WEIGHT * 1000])
