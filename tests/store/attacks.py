"""What a thief of the role of bench b1 in warehouse w1 tries."""

NEVER = (
    "alert", "alert_action", "audit", "checkpoint", "enrolment", "job_run", "outbox", "parcel",
    "payment", "pick_error", "repick_ticket", "station", "sync_cursor", "pg_authid",
)  # fmt: skip
"""Tables that a station never reads."""

SHARED = ("orders", "order_code", "order_line", "item", "operator", "feed_head", "center")
"""Tables whose rows of the own warehouse it reads."""

STEAL = (
    "INSERT INTO journal (warehouse, id, station_id, n, kind, version, payload, at, mono_ms,"
    " boot_id, prev_sha256, sha256) VALUES"
)
ATTACKS = {
    "a fact of another station": f"{STEAL} ('w1','x1','b2',9,'k',1,'{{}}',now(),0,'b','','')",
    "a fact in another warehouse": f"{STEAL} ('w2','x2','b1',9,'k',1,'{{}}',now(),0,'b','','')",
    "a fact as if it had been judged": (
        "INSERT INTO journal (warehouse, id, station_id, n, kind, version, payload, at, mono_ms,"
        " boot_id, prev_sha256, sha256, verdict) VALUES"
        " ('w1','x3','b1',9,'k',1,'{}',now(),0,'b','','','fine')"
    ),
    "change an own fact": "UPDATE journal SET payload = '{}'",
    "delete an own fact": "DELETE FROM journal",
    "delete all facts": "TRUNCATE journal",
    "change a fact by inserting it again": (
        f"{STEAL} ('w1','b1-000001','b1',1,'k',1,'{{}}',now(),0,'b','','')"
        " ON CONFLICT (warehouse, id) DO UPDATE SET payload = '{}'"
    ),
    "change an order": "UPDATE orders SET state = 'packed'",
    "lock orders": "SELECT * FROM orders FOR UPDATE",
    "delete a result": "DELETE FROM parcel",
    "take a number": "UPDATE waybill_number SET state = 'leased', station_id = 'b1'",
    "become another station": "UPDATE sql_station SET station_id = 'b2'",
    "add itself to another warehouse": (
        "INSERT INTO sql_station VALUES ('w2', 'b1', current_user::text)"
    ),
    "become the owner": "SET ROLE postgres",
    "become another role": "SET ROLE sp_w1_b2",
    "become another session": "SET SESSION AUTHORIZATION postgres",
    "switch the policies off": "ALTER TABLE orders DISABLE ROW LEVEL SECURITY",
    "drop a policy": "DROP POLICY station_select ON orders",
    "give itself rights": "GRANT ALL ON payment TO CURRENT_USER",
    "make a table": "CREATE TABLE mine (a int)",
    "make a temporary table": "CREATE TEMP TABLE mine (a int)",
    "make a function": "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "read a file": "SELECT pg_read_file('pg_hba.conf')",
    "run a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "make a role": "CREATE ROLE another LOGIN",
    "lift its limits": "ALTER ROLE sp_w1_b1 CONNECTION LIMIT 100",
    "end another's session": "SELECT pg_terminate_backend({owner})",
    "be above all row rules": "ALTER ROLE CURRENT_USER BYPASSRLS",
}
"""Each must end with a refused right; ``{owner}`` is the owner's server process."""
