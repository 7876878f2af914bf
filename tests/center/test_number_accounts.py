"""The accounts that numbers are bought with: by the command line, keys in a place of their own."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.center import number_accounts
from app.center.job_kinds import add_jobs
from app.center.jobs_run import BUY_AHEAD
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.staff import CENTER, NotPermittedError
from app.domain.contract import Contract, NumberAccount
from app.domain.purchase import NumberWanted, PurchaseEvent, PurchaseState
from app.entrypoints.center import main
from app.store.engine import Store
from app.store.shop_keys import FolderShopKeys
from tests.builders import NOON, an_operator, an_order
from tests.remote.servers.sf_platform import CARD, CHECK_WORD, PARTNER, Sf

SECRETS = {"partner_id": PARTNER, "check_word": CHECK_WORD}
BY = Act(CENTER, NOON, lambda: "id")


def test_from_the_command_line_to_a_number(
    local: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SECONDPASS_KEYS", str(tmp_path / "keys"))
    with local.write() as tx:
        tx.contracts.put([Contract("K-2", "SF")])
        tx.orders.upsert([an_order(courier="SF")], NOON)
    secrets = tmp_path / "secrets.json"
    secrets.write_text(json.dumps(SECRETS))

    def center(*words: str) -> str:
        assert main(["numbers", *words, "--database", local.place]) == 0
        return capsys.readouterr().out

    with Sf(lambda: datetime.now(UTC)) as sf:
        assert "next: center numbers keys K-2 (partner_id, check_word)" in center(
            "account", "K-2", "sf", "--account", CARD, "--address", sf.url,
            "--sender", "name=Sender", "--product", "=1",
        )  # fmt: skip
        assert "accounts without keys: 1" in center("buy")
        center("keys", "K-2", "--file", str(secrets))
        assert center("buy") == "bought: 1\n"
        assert len(sf.orders) == 1
    assert center() == "K-2: SF by sf: 1 done\n"
    assert "no more numbers" in center("off", "K-2")
    assert "under no contract" in center()
    written = Path(local.place).read_bytes()
    assert CHECK_WORD.encode() not in written
    with local.read() as tx:
        told = [entry.action for entry in tx.audit.read(about="K-2")]
    assert told == ["contract.numbers", "contract.keys", "contract.numbers"]


def test_what_was_refused_is_asked_again(local: Store) -> None:
    with local.write() as tx:
        known = tx.purchases.intend(NumberWanted("o-1-1", "o-1", "SF"), NOON)
        tx.purchases.move(known, PurchaseEvent.REFUSED, NOON, why="empty")
        assert [one.reason for one in number_accounts.refused(tx, courier="SF")] == ["empty"]
        assert number_accounts.try_again(tx, BY, courier="SF") == 1
        after = tx.purchases.get("o-1-1")
    assert after is not None
    assert after.state is PurchaseState.INTENT


@pytest.mark.parametrize(
    ("account", "says"),
    [
        (NumberAccount("zto"), "zto"),
        (NumberAccount("sf", options=(("user_id", "1"),)), "user_id"),
        (NumberAccount("sf", ahead=0), "1 to"),
    ],
)
def test_an_account_that_could_never_be_asked(
    local: Store, account: NumberAccount, says: str
) -> None:
    with local.write() as tx:
        tx.contracts.put([Contract("K-2", "SF")])
        with pytest.raises(NotDoneError) as refused:
            number_accounts.put(tx, BY, contract_id="K-2", account=account)
    assert says in str(refused.value) + str(refused.value.values)


def test_who_may(local: Store, tmp_path: Path) -> None:
    with local.write() as tx:
        tx.operators.put([an_operator("P1")])
        packer = Act("P1", NOON, lambda: "id")
        with pytest.raises(NotPermittedError):
            number_accounts.put(tx, packer, contract_id="K-2", account=None)
        with pytest.raises(NotDoneError):
            number_accounts.put(tx, BY, contract_id="K-2", account=None)
        add_jobs(tx, NOON)
        assert tx.job_rows.get(BUY_AHEAD) is not None
    done = number_accounts.buyer(local, lambda: NOON, FolderShopKeys(tmp_path)).step()
    assert done == {}
