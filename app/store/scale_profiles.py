"""How learnt scales are read. The center keeps the profiles; every bench has a copy."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.domain.scale_profile import ScaleProfile
from app.store.records import FeedRow
from app.store.session import SCALE_PROFILES, Session, from_json, to_json, upsert
from app.store.tables.devices import scale_profile


class ScaleProfiles:
    """Profiles by their code. A withdrawn one stays in the table, and is not offered."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, code: str) -> ScaleProfile | None:
        """The profile of that code, withdrawn or not: a bench that uses it goes on."""
        statement = select(scale_profile.c.document).where(
            scale_profile.c.warehouse == self._session.warehouse, scale_profile.c.code == code
        )
        text = self._session.connection.execute(statement).scalar()
        return None if text is None else from_json(text, ScaleProfile)

    def every(self) -> tuple[ScaleProfile, ...]:
        """All that can be chosen, by code."""
        statement = (
            select(scale_profile.c.document)
            .where(scale_profile.c.warehouse == self._session.warehouse, scale_profile.c.active)
            .order_by(scale_profile.c.code)
        )
        texts = self._session.connection.execute(statement).scalars()
        return tuple(from_json(text, ScaleProfile) for text in texts)

    def put(self, profiles: Iterable[ScaleProfile], *, active: bool = True) -> None:
        """Adds or replaces profiles (center: benches hear of it)."""
        rows = [FeedRow(0, one.code, to_json(one), active) for one in profiles]
        apply_scale_profiles(self._session, rows)
        self._session.touch(SCALE_PROFILES, (row.id for row in rows))


def apply_scale_profiles(session: Session, rows: Sequence[FeedRow]) -> None:
    """Writes states of profiles as they came."""
    if not rows:
        return
    session.connection.execute(
        upsert(scale_profile, session.dialect, ("active", "document", "seq")),
        [
            {
                "warehouse": session.warehouse,
                "code": row.id,
                "active": row.active,
                "document": row.document,
                "seq": row.seq,
            }
            for row in rows
        ],
    )
