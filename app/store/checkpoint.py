"""Where a bench stands, so that a restart need not replay a year of facts."""

from sqlalchemy import bindparam, delete, select

from app.store.session import Session, upsert
from app.store.tables.bench import checkpoint

_c = checkpoint.c
_ONE = (
    _c.warehouse == bindparam("wh"),
    _c.station_id == bindparam("station"),
    _c.name == bindparam("wanted"),
)
_GET = select(_c.document).where(*_ONE)
_DROP = delete(checkpoint).where(*_ONE)


class Checkpoint:
    """Small named documents (JSON) of the station that this store belongs to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, name: str, document: bytes | str) -> None:
        text = document if isinstance(document, str) else document.decode()
        self._session.connection.execute(
            upsert(checkpoint, self._session.dialect, ("document",)),
            {
                "warehouse": self._session.warehouse,
                "station_id": self._session.station,
                "name": name,
                "document": text,
            },
        )

    def get(self, name: str) -> bytes | None:
        values = {"wh": self._session.warehouse, "station": self._session.station, "wanted": name}
        text = self._session.connection.execute(_GET, values).scalar()
        return None if text is None else text.encode()

    def drop(self, name: str) -> None:
        values = {"wh": self._session.warehouse, "station": self._session.station, "wanted": name}
        self._session.connection.execute(_DROP, values)
