"""A bench's devices on its card: a mark each, the worst trouble in words, nothing old as new."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.center.overview import BenchNow
from app.i18n import Words
from app.station.snapshot import CenterView
from app.ui.office.alert_words import verdict_word
from app.ui.office.bench_cards import BenchModel
from app.ui.office.present_overview import bench
from app.ui.present import center_pill

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
WELL = {"scanner": "ready", "scale": "ready", "printer": "ready"}
NOW = BenchNow("b1", "Bench 1", "packing", "Packer", seen_at=AT, devices=WELL, data_age_s=0)


def card(**changes: Any) -> BenchModel:
    return bench(Words("en"), replace(NOW, **changes), 50, AT)


def test_all_is_well() -> None:
    model = card()
    assert [(mark.icon, mark.tone, mark.spoken) for mark in model.devices] == [
        ("scanner", "quiet", ""), ("scale", "quiet", ""), ("printer", "quiet", ""),
    ]  # fmt: skip
    assert model.sync_tone == "quiet"


def test_the_worst_trouble_is_said() -> None:
    model = card(devices={"scanner": "ready", "scale": "silent", "printer": "out_of_paper"})
    assert [mark.tone for mark in model.devices] == ["quiet", "warn", "stop"]
    assert (model.sync, model.sync_tone) == ("Label printer • no labels", "stop")
    assert model.devices[1].spoken == "Scale • sends nothing"


def test_a_state_of_a_newer_bench_is_not_hidden() -> None:
    model = card(devices={"scanner": "on_fire"})
    assert (model.sync, model.sync_tone) == ("Scanner • needs a look", "warn")


def test_what_is_not_there_or_old_is_no_trouble() -> None:
    assert [mark.tone for mark in card(devices=WELL | {"scale": "off"}).devices] == [
        "quiet", "off", "quiet",
    ]  # fmt: skip
    away = card(state="away", devices={"printer": "lost"}, waiting=2, since=AT)
    assert [mark.tone for mark in away.devices] == ["off"]
    assert away.sync == "2 facts still there"
    assert card(devices={}).devices == ()


def test_the_age_of_its_orders_counts_from_its_last_copy() -> None:
    fresh = card(seen_at=AT - timedelta(seconds=3))
    old = card(seen_at=AT - timedelta(seconds=3), data_age_s=300)
    assert fresh.sync != old.sync
    assert "5:03" in old.sync


def test_two_computers_are_said_at_the_bench_and_at_the_office() -> None:
    for language in ("en", "zh_Hant", "zh_Hans"):
        words = Words(language)
        pill = center_pill(words, CenterView(False, 10, 3, problem="second_instance"))
        usual = center_pill(words, CenterView(False, 10, 3))
        assert pill.tone == "warn"
        assert usual != pill
        assert "second" not in verdict_word(words, "second_instance")
