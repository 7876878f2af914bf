"""Commands of the center about secrets: keys, purge, PINs, roles, the audit trail, SQL roles.

Who runs them is noted: ``--by OPERATOR`` names a person, who must be allowed to do it.
"""

import argparse
import getpass
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from app.center import safekeeping, staff
from app.domain.order import Role
from app.domain.permissions import Permission
from app.store.engine import Store
from app.store.roles import StationRoles

Command = Callable[[Store, argparse.Namespace], int]
Add = Callable[[str, Command, str], argparse.ArgumentParser]


def add_security(add: Add) -> None:
    """Adds the commands to `center`."""

    def command(name: str, run: Command, about: str) -> argparse.ArgumentParser:
        made = add(name, run, about)
        made.add_argument("--by", default=staff.CENTER, metavar="OPERATOR", help="who does it")
        return made

    keys = command("keys", _keys, "keys of personal data: list, rotate, seal, forget KEY")
    keys.add_argument("what", choices=("list", "rotate", "seal", "forget"))
    keys.add_argument("key", nargs="?", default="")
    purge = command("purge", _purge, "forget who received orders that are closed long enough")
    purge.add_argument("--older-than", type=int, required=True, metavar="DAYS")
    pin = command("pin", _pin, "give an operator a PIN; it is asked for, never written here")
    pin.add_argument("operator", metavar="OPERATOR")
    pin.add_argument("--none", action="store_true", help="take the PIN away")
    role = command("role", _role, "give an operator another role")
    role.add_argument("operator", metavar="OPERATOR")
    role.add_argument("role", choices=[each.value for each in Role])
    audit = command("audit", _audit, "verify the audit trail, then show its last entries")
    audit.add_argument("--last", type=int, default=20, metavar="N")
    enrol = command("enrol-sql", _enrol_sql, "a database role for a bench (PostgreSQL)")
    enrol.add_argument("station", metavar="STATION")
    enrol.add_argument("--revoke", action="store_true", help="let it in no more")


def _keys(store: Store, options: argparse.Namespace) -> int:
    if options.what == "rotate":
        key_id, rows = safekeeping.rotate(store, _now(), options.by)
        print(f"key {key_id} seals from now on; {rows} recipients were sealed anew")
    elif options.what == "seal":
        print(f"{safekeeping.seal(store)} recipients were sealed")
    elif options.what == "forget":
        safekeeping.forget_key(store, options.key, _now(), options.by)
        print(f"key {options.key} is gone: backups sealed by it can be read no more")
    else:
        for one in safekeeping.keys(store):
            marks = ("current" if one.current else "old") if one.here else "NOT ON THIS COMPUTER"
            print(f"{one.key_id}  {marks}  {one.rows} recipients")
    return 0


def _purge(store: Store, options: argparse.Namespace) -> int:
    done = safekeeping.purge(store, options.older_than, _now(), options.by)
    print(f"the recipients of {done} orders are forgotten; benches follow with their next look")
    return 0


def _pin(store: Store, options: argparse.Namespace) -> int:
    pin = "" if options.none else getpass.getpass("PIN (six digits): ")
    if pin and pin != getpass.getpass("once more: "):
        raise ValueError("the two are not the same: nothing was changed")
    staff.set_pin(store, options.operator, pin, _now(), options.by)
    print(f"{options.operator} has {'a new PIN' if pin else 'no PIN'}; benches know it shortly")
    return 0


def _role(store: Store, options: argparse.Namespace) -> int:
    person = staff.set_role(store, options.operator, Role(options.role), _now(), options.by)
    print(f"{person.id} is {person.role.value} now")
    return 0


def _audit(store: Store, options: argparse.Namespace) -> int:
    with store.read() as tx:
        staff.require(tx, options.by, Permission.SEE_AUDIT)
        bad = tx.audit.verify()
        n, sha256 = tx.audit.last()
        entries = list(tx.audit.read(max(0, n - options.last)))
    for one in entries:
        print(f"{one.n}  {one.at:%FT%TZ}  {one.who}  {one.action}  {one.about}  {one.after}")
    if bad is not None:
        print(f"ENTRY {bad} IS MISSING OR WAS CHANGED")
        return 1
    print(f"{n} entries, all sound; the last is {sha256}")
    return 0


def _enrol_sql(store: Store, options: argparse.Namespace) -> int:
    with store.write() as tx:
        staff.require(tx, options.by, Permission.MANAGE_STATIONS)
        roles = StationRoles.of(tx)
        if options.revoke:
            done = roles.revoke(options.station)
            tx.audit.add(options.by, "station.sql.revoke", options.station, _now())
            print("revoked" if done else "had no role")
            return 0
        password = secrets.token_urlsafe(32)
        role = roles.enrol(options.station, password)
        tx.audit.add(options.by, "station.sql.enrol", options.station, _now(), after={"role": role})
    print(f"role {role}, shown once:")
    print(f"  postgresql://{role}:{password}@HOST/DATABASE")
    print("  ?sslmode=verify-full&channel_binding=require&sslrootcert=CA.pem")
    return 0


def _now() -> datetime:
    return datetime.now(UTC)
