#!/usr/bin/env bash
# A real shop that nobody here wrote: Vendure from its npm packages on its own SQLite file, on
# loopback, without telemetry. Orders are placed, taken in, packed, told as shipped; stock goes up.
#
#   bash tests/vendure/run.sh
#
# Needs node 20 and npm. The first run installs the packages and seeds a shop (minutes), later ones
# start at once. Everything lies in build/vendure; delete it to begin anew.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd -- "$here/../.." && pwd -P)
work="$root/build/vendure"
export VENDURE_DISABLE_TELEMETRY=true SHOP_USER=superadmin

say() { printf '%s\n' "$*" >&2; }

for program in node npm; do
	command -v "$program" >/dev/null || {
		say "test-vendure needs $program: install the packages nodejs and npm"
		exit 1
	}
done

mkdir -p "$work/shop"
if ! cmp -s "$here/shop/package.json" "$work/installed.json"; then
	say 'installing Vendure (once, some minutes)'
	cp -- "$here"/shop/* "$work/shop/"
	(cd -- "$work/shop" &&
		npm install --no-audit --no-fund --no-update-notifier --loglevel=error >"$work/npm.log" 2>&1) || {
		tail -n 20 "$work/npm.log" >&2
		exit 1
	}
	cp -- "$here/shop/package.json" "$work/installed.json"
	rm -f -- "$work/seed.sqlite"
fi
cp -- "$here"/shop/* "$work/shop/"

if [ ! -s "$work/password" ]; then
	node -e 'console.log(require("crypto").randomBytes(16).toString("hex"))' >"$work/password"
	rm -f -- "$work/seed.sqlite"
fi
SHOP_PASSWORD=$(cat -- "$work/password")
export SHOP_PASSWORD
if [ ! -s "$work/seed.sqlite" ]; then
	say 'seeding the shop'
	rm -f -- "$work/seed.part"
	(cd -- "$work/shop" && node seed.js "$work/seed.part" >"$work/seed.log" 2>&1) || {
		tail -n 20 "$work/seed.log" >&2
		exit 1
	}
	mv -- "$work/seed.part" "$work/seed.sqlite"
fi

cd -- "$root"
exec timeout -k 10 600 .venv/bin/python -m tests.vendure "$work"
