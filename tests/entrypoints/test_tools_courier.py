"""check-number and parse-address: one line in, one line out, and never a crash."""

from app.entrypoints.tools_courier import check_number_line, parse_address_line


def test_a_number_of_two_couriers() -> None:
    answer = check_number_line({"number": "73610555582883"})
    assert answer == {"formats": ["dhl_ecommerce_14", "zto_14"], "valid": True, "reason": None}


def test_a_wrong_check_digit_is_named() -> None:
    answer = check_number_line({"number": "RB123456786US", "format": "s10"})
    assert answer["reason"] == "bad_check"


def test_an_address_and_one_to_choose() -> None:
    answer = parse_address_line({"text": "广东省深圳市南山区科技园1号"})
    assert answer == {
        "province": "广东省",
        "city": "深圳市",
        "district": "南山区",
        "detail": "科技园1号",
        "codes": {"province": "440000", "city": "440300", "district": "440305"},
        "confidence": 100,
    }
    assert len(parse_address_line({"text": "朝阳区建国路"})["candidates"]) == 2


def test_an_address_abroad() -> None:
    answer = parse_address_line({"text": "1 Main St, Phoenix, AZ 85001, USA"})
    assert (answer["country"], answer["postcode"]) == ("US", "85001")


def test_wrong_inputs_are_answered() -> None:
    answers = [
        check_number_line({}),
        check_number_line({"number": "1", "format": "pigeon"}),
        parse_address_line({"text": 3}),
    ]
    codes = [answer["error"]["code"] for answer in answers]
    assert codes == ["bad_input", "unknown_format", "bad_input"]
