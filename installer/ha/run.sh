#!/usr/bin/env bash
# A cluster of three PostgreSQL under Patroni and etcd on this computer, broken on purpose while
# our own sync code works: nothing may be lost, nothing may come twice. Takes about five minutes.
#
#   bash installer/ha/run.sh [--quick]
#
# Needs PostgreSQL's server programs (apt: postgresql) and python3. etcd is taken from PATH, or its
# package is unpacked into the throw-away folder; Patroni goes there too. Nothing is installed, and
# only processes of this trial are ended.
set -euo pipefail
cd "$(dirname "$0")/../.."

folder="$(mktemp -d "${TMPDIR:-/tmp}/secondpass-ha.XXXXXX")"
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT

say() { printf '%s\n' "$*" >&2; }

if [ "$(id -u)" = 0 ] && ! id postgres >/dev/null 2>&1; then
	say "no user 'postgres' here: install the package postgresql first"
	exit 1
fi

etcd="$(command -v etcd || true)"
if [ -z "$etcd" ]; then
	say "etcd: unpacking the package etcd-server"
	(cd "$folder" && apt-get download -q etcd-server >/dev/null 2>&1 &&
		dpkg-deb -x etcd-server_*.deb etcd-unpacked)
	etcd="$folder/etcd-unpacked/usr/bin/etcd"
fi

# The system's own Python: server programs run as 'postgres', who cannot read another's home.
python=/usr/bin/python3
[ -x "$python" ] || python="$(command -v python3)"
say "Patroni: installing into $folder"
.venv/bin/python -m pip --python "$python" install -qq --disable-pip-version-check \
	--root-user-action=ignore --target "$folder/patroni" \
	"patroni[etcd3,psycopg3]>=4.1" "psycopg[binary]>=3.2"

PYTHONPATH=. .venv/bin/python installer/ha/trial.py \
	--folder "$folder" --etcd "$etcd" --python "$python" "$@"
