"""A database role a station: what a bench that speaks to PostgreSQL itself may see and leave there.

It reads what its warehouse's benches share, and of everything else only its own. It adds facts to
the journal as itself. It changes and deletes nothing: the center's own account applies what was
left. Rights are a list of what is allowed; a table that is not in it does not exist for a station.

What this cannot stop, and a gateway can: heavy questions, advisory locks, the list of the names of
the roles (docs/security.md).
"""

import re

from psycopg import Connection as Raw
from psycopg import sql
from sqlalchemy import Connection

from app.store.session import Session, upsert
from app.store.tables.bench import journal
from app.store.tables.security import sql_station
from app.store.transaction import Transaction

GROUP = "secondpass_station"
MOST_CONNECTIONS = 4
_SAYS = "(SELECT s.{0} FROM sql_station AS s WHERE s.role = current_user)"
MINE = f"warehouse = {_SAYS.format('warehouse')}"
OWN = f"{MINE} AND station_id = {_SAYS.format('station_id')}"

SHARED = (
    "box",
    "center",
    "contract",
    "courier",
    "exception_task",
    "feed_head",
    "hand_parcel",
    "item",
    "item_barcode",
    "kit_part",
    "operator",
    "order_code",
    "order_line",
    "orders",
    "rate_card",
    "scale_profile",
    "wave_lease",
)
"""Read: the rows of the station's warehouse."""

OWNED = ("journal", "waybill_number")
"""Read: the station's own rows."""

CENTERS_OWN = frozenset({"recv_at", "verdict"})
"""Columns of a fact that only the center fills in."""

_NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")
_ENCRYPTION = "scram-sha-256"


class RoleRefusedError(ValueError):
    """No role can be made. The message says what to do."""


def role_name(warehouse: str, station_id: str) -> str:
    """The role of a station. Raises RoleRefusedError for names that are none."""
    for name in (warehouse, station_id):
        if _NAME.fullmatch(name) is None:
            raise RoleRefusedError(f"{name!r}: a name has up to 40 letters, digits, '.', '_', '-'")
    role = f"sp_{warehouse}_{station_id}".lower()
    if len(role) > 63:  # noqa: PLR2004 - PostgreSQL cuts longer names
        raise RoleRefusedError(f"{role} is longer than PostgreSQL's names may be")
    return role


class StationRoles:
    """Roles of one database. The account that opened the store must own it and may make roles."""

    def __init__(self, session: Session) -> None:
        if session.dialect != "postgresql":
            raise RoleRefusedError("roles are a matter of PostgreSQL: a file has none")
        self._session = session
        self._raw: Raw = raw_of(session.connection)

    @classmethod
    def of(cls, tx: Transaction) -> "StationRoles":
        """The roles of the database of a transaction."""
        return cls(tx._session)  # noqa: SLF001 - the same transaction, seen in another way

    def enrol(self, station_id: str, password: str) -> str:
        """Makes the station's role, or gives it a new password; the role's name.

        The password reaches the server as its SCRAM verifier alone, and no log of it.
        """
        warehouse = self._session.warehouse
        role = role_name(warehouse, station_id)
        self._no_other(role, station_id)
        self.prepare()
        self._make(role, login=True)
        verifier = self._raw.pgconn.encrypt_password(
            password.encode(), role.encode(), _ENCRYPTION.encode()
        ).decode()
        self._run("ALTER ROLE {} PASSWORD {}", sql.Identifier(role), sql.Literal(verifier))
        self._run(f"GRANT {GROUP} TO {{}}", sql.Identifier(role))
        self._session.connection.execute(
            upsert(sql_station, self._session.dialect, ("role",)),
            {"warehouse": warehouse, "station_id": station_id, "role": role},
        )
        return role

    def revoke(self, station_id: str) -> bool:
        """The role can log in no more, and its open sessions end; False: there is none."""
        role = role_name(self._session.warehouse, station_id)
        if not self._exists(role):
            return False
        self._run("ALTER ROLE {} NOLOGIN PASSWORD NULL", sql.Identifier(role))
        self._run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = {}",
            sql.Literal(role),
        )
        return True

    def prepare(self) -> None:
        """The group's rights and the row policies, as this version wants them. Repeatable."""
        self._make(GROUP, login=False)
        database = sql.Identifier(self._raw.info.dbname)
        self._run("REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
        self._run(f"GRANT CONNECT ON DATABASE {{}} TO {GROUP}", database)
        self._run("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        self._run(f"GRANT USAGE ON SCHEMA public TO {GROUP}")
        self._run(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {GROUP}")
        self._run("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC")
        self._policy("sql_station", "SELECT", "USING", "role = current_user")
        for table in SHARED:
            self._policy(table, "SELECT", "USING", MINE)
        for table in OWNED:
            self._policy(table, "SELECT", "USING", OWN)
        self._policy("journal", "INSERT", "WITH CHECK", OWN)
        for table in ("alembic_version", "sql_station", *SHARED, *OWNED):
            self._run(f"GRANT SELECT ON {{}} TO {GROUP}", sql.Identifier(table))
        columns = [sql.Identifier(c.name) for c in journal.columns if c.name not in CENTERS_OWN]
        self._run(f"GRANT INSERT ({{}}) ON journal TO {GROUP}", sql.SQL(", ").join(columns))

    def _policy(self, table: str, command: str, clause: str, rule: str) -> None:
        """The owner is not bound by it: the center sees and writes everything."""
        name, on = sql.Identifier(f"station_{command.lower()}"), sql.Identifier(table)
        self._run("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", on)
        self._run("DROP POLICY IF EXISTS {} ON {}", name, on)
        made = f"CREATE POLICY {{}} ON {{}} FOR {command} TO {GROUP} {clause} ({rule})"
        self._run(made, name, on)

    def _make(self, role: str, *, login: bool) -> None:
        """A role without any power of its own, whatever it was before."""
        if not self._exists(role):
            self._run("CREATE ROLE {}", sql.Identifier(role))
        powers = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT"
        way_in = f"LOGIN CONNECTION LIMIT {MOST_CONNECTIONS}" if login else "NOLOGIN"
        self._run(f"ALTER ROLE {{}} {powers} {way_in}", sql.Identifier(role))

    def _exists(self, role: str) -> bool:
        with self._raw.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
            return cursor.fetchone() is not None

    def _no_other(self, role: str, station_id: str) -> None:
        """Two stations whose names differ in capitals only would be one role."""
        with self._raw.cursor() as cursor:
            cursor.execute("SELECT warehouse, station_id FROM sql_station WHERE role = %s", (role,))
            taken = [row for row in cursor if tuple(row) != (self._session.warehouse, station_id)]
        if taken:
            raise RoleRefusedError(f"{role} is the role of station {taken[0][1]} already")

    def _run(self, statement: str, *parts: sql.Composable) -> None:
        with self._raw.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*parts))


def raw_of(connection: Connection) -> Raw:
    """The driver's own connection, in the same transaction."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, Raw):
        raise RoleRefusedError("no connection to PostgreSQL")
    return raw
