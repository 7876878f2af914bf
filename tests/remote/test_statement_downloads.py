"""Statements of a day fetched over real sockets, from platforms that check every signature."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from app.remote.channels.base import RefusedError, SignInAgainError, ThrottledError
from app.remote.http import AwayError, Http
from app.remote.payments.alipay_download import AlipayAccess
from app.remote.payments.downloads import Access, Line, NotReadyError, NotTheirsError, download_day
from app.remote.payments.files import open_statement
from app.remote.payments.stripe_download import StripeAccess
from app.remote.payments.wechat_download import FUNDS, WechatAccess
from tests.remote.servers.pay_platforms import (
    MERCHANT,
    OURS,
    PUBLIC,
    SERIAL,
    STRIPE_KEY,
    THEIR_SERIAL,
    Alipay,
    PayPlatform,
    Stripe,
    WechatPay,
)

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


@pytest.fixture
def line() -> Iterator[Line]:
    with Http(deadline_s=5) as http:
        yield Line(http, lambda: NOW)


@contextmanager
def alipay() -> Iterator[tuple[Alipay, AlipayAccess]]:
    with Alipay() as platform:
        yield platform, AlipayAccess("2021", OURS, PUBLIC, gateway=platform.url)


@contextmanager
def wechat() -> Iterator[tuple[WechatPay, WechatAccess]]:
    with WechatPay() as platform:
        keys = {THEIR_SERIAL: PUBLIC}
        yield platform, WechatAccess(MERCHANT, SERIAL, OURS, keys, host=platform.url)


@contextmanager
def stripe() -> Iterator[tuple[Stripe, StripeAccess]]:
    with Stripe() as platform:
        yield platform, StripeAccess(STRIPE_KEY, platform.url)


def fetched(access: Access, line: Line) -> int:
    (part,) = open_statement("bill", download_day(access, DAY, line))
    return len(list(part.reader.lines()))


def test_alipays_bill_is_asked_for_verified_and_fetched(line: Line) -> None:
    with alipay() as (platform, access):
        assert download_day(access, DAY, line) == platform.bill
        assert platform.asked == [{"bill_type": "trade", "bill_date": "2026-11-22"}]
        assert fetched(replace(access, bill="signcustomer"), line) == 8
        assert platform.asked[-1]["bill_type"] == "signcustomer"


def test_wechat_pays_bill_is_the_one_that_was_announced(line: Line) -> None:
    with wechat() as (platform, access):
        assert download_day(access, DAY, line) == platform.bill
        assert [one["path"].partition("?")[0] for one in platform.asked] == [
            "/v3/bill/tradebill",
            "/v3/billdownload/file",
        ]
        assert fetched(access, line) == 3
        platform.announced = "0" * 40
        with pytest.raises(NotTheirsError, match="hash"):
            download_day(access, DAY, line)


def test_wechat_pays_fund_flow_is_asked_for_by_its_account(line: Line) -> None:
    with wechat() as (platform, access):
        download_day(replace(access, bill=FUNDS), DAY, line)
        assert "/v3/bill/fundflowbill?" in platform.asked[0]["path"]
        assert "account_type=BASIC" in platform.asked[0]["path"]


def test_stripes_pages_are_one_document_and_only_that_day(line: Line) -> None:
    with stripe() as (platform, access):
        midnight = datetime(2026, 11, 23, tzinfo=UTC)
        platform.entries = tuple(
            {
                "object": "balance_transaction", "id": f"txn_{n}", "type": "charge",
                "amount": 100 + n, "fee": 3, "net": 97 + n, "currency": "usd",
                "created": int((midnight - timedelta(minutes=7 * n - 60)).timestamp()),
                "source": {"id": f"ch_{n}", "metadata": {"order_no": f"SO-{n}"}},
                "exchange_rate": 0.75,
            }
            for n in range(300)
        )  # fmt: skip
        (part,) = open_statement("bill", download_day(access, DAY, line))
        lines = list(part.reader.lines())
        assert len(platform.asked) == 3
        assert len(lines) == 206
        assert [one.at for one in lines] == sorted(one.at for one in lines)
        assert {one.at.date() for one in lines} == {DAY}
        assert lines[-1].order_ref.startswith("SO-")


_ALIPAY: list[tuple[dict[str, Any], type[Exception] | None]] = [
    ({"code": "40004", "sub_code": "isp.bill_not_exist"}, None),
    ({"code": "40004", "sub_code": "BILL_NOT_EXIST"}, None),
    ({"code": "40004", "sub_code": "TYPE_NOT_SUPPORTED"}, RefusedError),
    ({"code": "20000", "sub_code": "isp.unknow-error"}, AwayError),
]
_WECHAT: list[tuple[int, dict[str, Any], type[Exception] | None]] = [
    (400, {"code": "NO_STATEMENT_EXIST", "message": "账单文件不存在"}, None),
    (400, {"code": "STATEMENT_CREATING"}, NotReadyError),
    (429, {"code": "FREQUENCY_LIMITED"}, ThrottledError),
    (500, {"code": "SYSTEM_ERROR"}, AwayError),
    (400, {"code": "PARAM_ERROR"}, RefusedError),
]


def refused(
    platform: PayPlatform, access: Access, line: Line, kind: type[Exception] | None
) -> None:
    if kind is None:
        assert download_day(access, DAY, line) == b""
        return
    with pytest.raises(kind):
        download_day(access, DAY, line)
    assert not platform.refusals


@pytest.mark.parametrize(("answer", "kind"), _ALIPAY)
def test_what_alipay_answers_instead(
    line: Line, answer: dict[str, Any], kind: type[Exception] | None
) -> None:
    with alipay() as (platform, access):
        platform.refusals.append((200, answer))
        refused(platform, access, line, kind)


@pytest.mark.parametrize(("status", "answer", "kind"), _WECHAT)
def test_what_wechat_pay_answers_instead(
    line: Line, status: int, answer: dict[str, Any], kind: type[Exception] | None
) -> None:
    with wechat() as (platform, access):
        platform.refusals.append((status, answer))
        refused(platform, access, line, kind)


def test_what_stripe_answers_instead(line: Line) -> None:
    with stripe() as (platform, access):
        assert download_day(access, DAY, line) == b""
        platform.refusals.append((429, {"error": {"message": "slow down"}}))
        with pytest.raises(ThrottledError) as told:
            download_day(access, DAY, line)
        assert told.value.seconds == 7
        with pytest.raises(SignInAgainError):
            download_day(replace(access, key="sk_other"), DAY, line)


def test_an_answer_that_somebody_else_signed_is_not_used(line: Line) -> None:
    with alipay() as (bills, by_alipay), wechat() as (bill, by_wechat):
        bills.spoiled = bill.spoiled = True
        for access in (by_alipay, by_wechat):
            with pytest.raises(NotTheirsError):
                download_day(access, DAY, line)


def test_a_request_that_we_signed_wrongly_is_refused(line: Line) -> None:
    other = generate_private_key(65537, 2048)
    with alipay() as (_bills, by_alipay), wechat() as (_bill, by_wechat):
        for access in (replace(by_alipay, ours=other), replace(by_wechat, ours=other)):
            with pytest.raises(RefusedError, match=r"(?i)sign"):
                download_day(access, DAY, line)


def test_a_day_that_is_not_over_is_not_asked_for(line: Line) -> None:
    with stripe() as (platform, access):
        with pytest.raises(NotReadyError):
            download_day(access, DAY + timedelta(days=1), line)
        assert not platform.asked


def test_secrets_are_never_shown() -> None:
    assert STRIPE_KEY not in repr(StripeAccess(STRIPE_KEY))
    assert "RSA" not in repr(AlipayAccess("2021", OURS, PUBLIC))
