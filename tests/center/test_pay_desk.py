"""Accounts at payment platforms on loopback: fetched day by day, each once, and cleared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from app.center import job_kinds, pay_desk
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.scheduler import Scheduler
from app.center.shop_tasks import SIGNED_OUT
from app.domain.paging import PageQuery
from app.entrypoints import center
from app.remote.payments.registry import PaySettingsError
from app.store.engine import Store
from app.store.job_rows import JobRow
from app.store.pay_accounts import PayAccount
from app.store.shop_keys import FolderShopKeys
from tests.remote.servers.pay_platforms import (
    SAMPLES,
    STRIPE_KEY,
    WECHAT_OPTIONS,
    Alipay,
    PayPlatform,
    Stripe,
    WechatPay,
    bare_public,
)

OURS = (SAMPLES / "test_rsa_private_key.pem").read_text("ascii")
BARE = bare_public()
RSA = {"private_key": OURS, "their_key": BARE}


@dataclass
class Office:
    store: Store
    keys: FolderShopKeys
    now: datetime = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    ids: Iterator[int] = field(default_factory=count)

    def new_id(self) -> str:
        return f"id-{next(self.ids)}"

    def act(self) -> Act:
        return Act("center", self.now, self.new_id)

    def add(self, row: PayAccount, keys: dict[str, str]) -> None:
        self.store.transact(lambda tx: pay_desk.put(tx, self.act(), row=row))
        pay_desk.give_keys(self.store, self.keys, self.act(), row.id, keys)

    def work(self) -> None:
        """All that is due now."""
        kinds = pay_desk.kinds(pay_desk.opener(self.keys), self.new_id)
        self.store.transact(lambda tx: job_kinds.add_jobs(tx, self.now))
        jobs = Scheduler(self.store, kinds, lambda: self.now, self.new_id)
        while jobs.step():
            pass

    def job(self, account: str) -> JobRow:
        with self.store.read() as tx:
            row = tx.job_rows.get(pay_desk.job_of(account))
        assert row is not None
        return row

    def files(self) -> list[str]:
        with self.store.read() as tx:
            return sorted(row.name for row in tx.statements.page(PageQuery()).rows)

    def days(self, account: str, bill: str) -> set[str]:
        with self.store.read() as tx:
            return tx.pay_accounts.days(account, bill, "")

    def tasks(self) -> int:
        with self.store.read() as tx:
            return sum(task.kind == SIGNED_OUT for task in tx.tasks.in_state("open"))


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return Office(store, FolderShopKeys(tmp_path / "keys"))


def wechat(platform: PayPlatform, **more: str) -> PayAccount:
    options = {**WECHAT_OPTIONS, "host": platform.url, **more}
    return PayAccount("wx", "wechat", options, True, "2026-11-22")


def test_every_missing_day_is_fetched_once_and_cleared(office: Office) -> None:
    with Alipay() as platform:
        options = {"app_id": "2021", "gateway": platform.url, "bills": "trade"}
        office.add(PayAccount("ali", "alipay", options, True, "2026-11-20"), RSA)
        office.work()
        assert office.days("ali", "trade") == {"2026-11-20", "2026-11-21", "2026-11-22"}
        assert [one["bill_date"][-2:] for one in platform.asked] == ["22", "21", "20"]
        assert office.files() == ["ali-trade-2026-11-22"]  # this platform has one file for all days
        office.now += timedelta(minutes=10)
        office.work()
        with office.store.read() as tx:
            assert tx.clearing.counts()["open"] > 0
            assert not tx.statements.waiting_files()
        office.now += timedelta(days=1)
        office.work()
        assert len(platform.asked) == 4
        assert office.job("ali").state == "idle"


def test_a_platform_says_when_to_ask_again(office: Office) -> None:
    with WechatPay() as platform:
        platform.refusals.append((400, {"code": "STATEMENT_CREATING", "message": "soon"}))
        office.add(wechat(platform), RSA)
        office.work()
        assert office.job("wx").next_at == office.now + timedelta(seconds=1800)
        assert not office.files()
        platform.refusals.append((429, {"code": "FREQUENCY_LIMITED", "message": "calm"}))
        office.now += timedelta(seconds=1800)
        office.work()
        assert office.job("wx").state == "waiting"
        office.now += timedelta(seconds=60)
        office.work()
        assert office.days("wx", "tradebill") == {"2026-11-22"}


def test_no_business_is_believed_only_when_the_day_is_long_over(office: Office) -> None:
    with Stripe() as platform:
        row = PayAccount("st", "stripe", {"host": platform.url}, True, "2026-11-20")
        office.add(row, {"key": STRIPE_KEY})
        office.work()
        assert office.days("st", "balance") == {"2026-11-20"}
        assert not office.files()


def test_refused_keys_are_a_task_and_new_ones_are_tried_at_once(office: Office) -> None:
    with Stripe() as platform:
        row = PayAccount("st", "stripe", {"host": platform.url}, True, "2026-11-20")
        office.add(row, {"key": "old"})
        for _hour in range(3):
            office.work()
            office.now += timedelta(hours=1)
        assert office.job("st").state == "signed_out"
        assert office.tasks() == 1
        pay_desk.give_keys(office.store, office.keys, office.act(), "st", {"key": STRIPE_KEY})
        office.work()
        assert office.days("st", "balance")


def test_an_answer_that_another_signed_is_a_task_too(office: Office) -> None:
    with WechatPay() as platform:
        platform.spoiled = True
        office.add(wechat(platform), RSA)
        office.work()
        assert office.job("wx").state == "failed"
        assert office.tasks() == 1
        assert not office.files()


def test_an_account_that_is_off_is_left_alone(office: Office) -> None:
    with WechatPay() as platform:
        row = wechat(platform)
        office.add(row, RSA)
        off = PayAccount(row.id, row.platform, row.options, enabled=False)
        office.store.transact(lambda tx: pay_desk.put(tx, office.act(), row=off))
        office.work()
        assert not platform.asked


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (PayAccount("a", "cash"), "none of"),
        (PayAccount("a", "alipay"), "app_id"),
        (PayAccount("a", "stripe", {"hosts": "x"}), "hosts"),
        (PayAccount("a", "stripe", {"bills": "trade"}), "trade"),
        (PayAccount("", "stripe"), "name"),
        (PayAccount("a", "stripe", first_day="soon"), "soon"),
    ],
)
def test_wrong_settings_are_named(local: Store, row: PayAccount, fault: str) -> None:
    act = Act("center", datetime(2026, 11, 23, tzinfo=UTC), lambda: "id")
    with pytest.raises(NotDoneError, match=fault):
        local.transact(lambda tx: pay_desk.put(tx, act, row=row))


def test_an_account_without_a_name_is_refused_in_words_of_every_language(local: Store) -> None:
    act = Act("center", datetime(2026, 11, 23, tzinfo=UTC), lambda: "id")
    with pytest.raises(NotDoneError) as refused:
        local.transact(lambda tx: pay_desk.put(tx, act, row=PayAccount("", "stripe")))
    assert refused.value.says == "An account needs a name"


def test_keys_are_never_told_and_broken_ones_are_named(local: Store, tmp_path: Path) -> None:
    office = Office(local, FolderShopKeys(tmp_path / "keys"))
    row = PayAccount("ali", "alipay", {"app_id": "2021"})
    office.add(row, {"private_key": "secret"})
    with pytest.raises(PaySettingsError, match="their_key"):
        pay_desk.opener(office.keys)(row)
    pay_desk.give_keys(local, office.keys, office.act(), "ali", {"their_key": BARE})
    with pytest.raises(PaySettingsError, match="private_key"):
        pay_desk.opener(office.keys)(row)
    with pytest.raises(NotDoneError, match="pin"):
        pay_desk.give_keys(local, office.keys, office.act(), "ali", {"pin": "1"})
    with local.read() as tx:
        told = [str(entry) for entry in tx.audit.read(about="pay:ali")]
    assert told
    assert not any("secret" in one for one in told)


def test_accounts_by_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECONDPASS_KEYS", str(tmp_path / "keys"))
    keys = tmp_path / "keys.json"
    keys.write_text(f'{{"key": "{STRIPE_KEY}"}}')

    def run(*words: str) -> str:
        assert center.main(["payments", *words, "--home", str(tmp_path)]) == 0, words
        return capsys.readouterr().out

    with Stripe() as platform:
        assert center.main(["init", "--home", str(tmp_path)]) == 0
        assert "alipay: options app_id" in run("list")
        run("add", "st", "--platform", "stripe", "--option", f"host={platform.url}")
        run("keys", "st", "--file", str(keys))
        assert "no business" in run("test", "st")
        run("off", "st")
        assert "st\tstripe\toff\thost=" in run("list")
