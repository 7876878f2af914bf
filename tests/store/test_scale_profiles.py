"""Profiles of learnt scales: kept by the center, copied to benches."""

from dataclasses import replace

import pytest
from sqlalchemy import make_url, text

from app.domain.scale_profile import (
    BY_COLUMNS,
    BY_PATTERN,
    ColumnFrame,
    PatternFrame,
    ScaleProfile,
    Stability,
)
from app.store import migrate
from app.store.engine import Store
from app.store.postgres import postgres_engine
from app.store.session import SCALE_PROFILES
from tests.postgres import Server

COLUMNS = ScaleProfile(
    "BENCH-30",
    BY_COLUMNS,
    "bench scale 30 kg",
    unit="kg",
    stability=Stability.TIME,
    columns=ColumnFrame(8, 0, 6, decimals=3, status_at=7, stable=" ", over='"'),
)
PATTERN = ScaleProfile(
    "FLOOR", BY_PATTERN, poll="0557", pattern=PatternFrame(r"(?P<weight>\d+\.\d+)\x20kg")
)
KNOWN = ScaleProfile("TILL", "dollar_cr", variant="decimals_3", unit="kg", baud=4800)


def test_all_kinds_survive_and_travel(store: Store, second: Store) -> None:
    with store.write() as tx:
        tx.scale_profiles.put([COLUMNS, PATTERN, KNOWN])
    with store.read() as tx:
        assert tx.scale_profiles.every() == (COLUMNS, PATTERN, KNOWN)
        assert tx.scale_profiles.get("none") is None
        rows = tx.feed.changed_after(SCALE_PROFILES, tx.feed.cursor(SCALE_PROFILES))
    with second.write() as tx:
        assert tx.feed.apply(SCALE_PROFILES, "e1", rows) == 3
    with second.read() as tx:
        assert tx.scale_profiles.every() == (COLUMNS, PATTERN, KNOWN)


def test_a_withdrawn_profile_is_not_offered_but_known(store: Store, second: Store) -> None:
    with store.write() as tx:
        tx.scale_profiles.put([COLUMNS, KNOWN])
    with store.write() as tx:
        tx.scale_profiles.put([COLUMNS], active=False)
        tx.scale_profiles.put([replace(KNOWN, name="till 2")])
        assert tx.feed.head(SCALE_PROFILES) == 1
    with store.read() as tx:
        rows = tx.feed.changed_after(SCALE_PROFILES, tx.feed.cursor(SCALE_PROFILES))
    with second.write() as tx:
        tx.feed.apply(SCALE_PROFILES, "e1", rows)
    with second.read() as tx:
        assert [one.name for one in tx.scale_profiles.every()] == ["till 2"]
        assert tx.scale_profiles.get("BENCH-30") == COLUMNS


def test_a_copy_taken_anew_drops_what_the_center_lost(second: Store) -> None:
    with second.write() as tx:
        tx.scale_profiles.put([COLUMNS])
    with second.write() as tx:
        tx.mirror.begin_again(SCALE_PROFILES, "e2")
    with second.write() as tx:
        assert tx.mirror.sweep(SCALE_PROFILES) == 1
        assert tx.scale_profiles.every() == ()


@pytest.mark.postgres
def test_stations_with_a_role_may_read_it_after_the_upgrade(postgres_server: Server) -> None:
    url = postgres_server.create()
    engine = postgres_engine(make_url(url), pool=0)
    try:
        migrate.upgrade(engine, "0010")
        with engine.begin() as connection:
            made = "CREATE ROLE secondpass_station NOLOGIN"
            connection.execute(
                text(f"DO $$ BEGIN {made}; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
            )
        migrate.upgrade(engine, "0011")
        with engine.connect() as connection:
            may = "SELECT has_table_privilege('secondpass_station', 'scale_profile', '{}')"
            assert connection.execute(text(may.format("SELECT"))).scalar()
            assert not connection.execute(text(may.format("INSERT"))).scalar()
            secured = "SELECT relrowsecurity FROM pg_class WHERE relname = 'scale_profile'"
            assert connection.execute(text(secured)).scalar()
    finally:
        engine.dispose()
        postgres_server.drop(url)
