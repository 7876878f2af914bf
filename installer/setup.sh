#!/usr/bin/env bash
# Makes a fresh Debian or Ubuntu ready to run and test SecondPass:
# system packages by name (only the missing ones), then .venv from requirements-dev.lock.
#
#   installer/setup.sh              what `make setup` calls
#   installer/setup.sh --quiet      the same, silent when there is nothing to do
#   installer/setup.sh --no-system  leave the system packages alone (no root needed)
#   installer/setup.sh --system     only the system packages
#   installer/setup.sh --install NAME ...  these system packages, for a trial that needs more
#   installer/setup.sh --check      exit 0 when .venv is ready and fits the lock
#   installer/setup.sh --stamp      print the stamp that .venv/.ready must hold
#
# PYTHON=/path/to/python chooses the interpreter for .venv.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd -- "$root"
readonly root venv=.venv oldest_minor=11

# One need a line. Words of one line are names of the same thing on different releases
# (Debian 12, Debian 13 and Ubuntu 24.04 renamed libraries to ...t64): the first known one is taken.
readonly packages='
libegl1
libgl1
libglib2.0-0t64 libglib2.0-0
libxkbcommon0
libfontconfig1
libfreetype6
libdbus-1-3
libx11-6
libx11-xcb1
libxcb-cursor0
libxcb-icccm4
libxcb-image0
libxcb-keysyms1
libxcb-randr0
libxcb-render-util0
libxcb-shape0
libxcb-xkb1
libxkbcommon-x11-0
xvfb
xauth
openbox
xdotool
cups
cups-client
cups-ipp-utils
cups-filters
ghostscript
avahi-daemon
dbus
postgresql
pgbouncer
alsa-utils
umockdev
'

say() { printf 'setup: %s\n' "$*"; }

fail() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}

# The folder is part of the stamp: scripts inside a virtual environment hold its full path.
stamp() {
    {
        cat requirements.lock requirements-dev.lock installer/setup.sh
        printf '%s' "$root"
    } | sha256sum | cut -d' ' -f1
}

is_ready() {
    local held=''
    [ -x "$venv/bin/python" ] && [ -r "$venv/.ready" ] || return 1
    read -r held <"$venv/.ready" || true
    [ "$held" = "$(stamp)" ]
}

installed_names() {
    dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' 2>/dev/null | sed -n 's/^ii *//p'
}

# Prints the lines of $1 that have no word among the installed packages.
missing_needs() {
    local installed need name
    installed=$'\n'$(installed_names)$'\n'
    while read -r need; do
        [ -n "$need" ] || continue
        for name in $need; do
            [[ $installed == *$'\n'"$name"$'\n'* ]] && continue 2
        done
        printf '%s\n' "$need"
    done <<<"$1"
}

is_offered() {
    local words
    # Read whole: `| grep -q` would stop apt-cache early, which pipefail takes for a failure.
    words=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null)
    [[ $words == *'Candidate: '* && $words != *'Candidate: (none)'* ]]
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    # -n first: where no password is needed none is asked for.
    elif sudo -n true </dev/null 2>/dev/null; then
        sudo -n "$@"
    else
        sudo "$@"
    fi
}

# apt and the package scripts are long-winded: their words are shown only when they fail.
apt_get() {
    local log result=0
    log=$(mktemp)
    as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -q -y \
        -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 \
        "$@" </dev/null >"$log" 2>&1 || result=$?
    [ "$result" -eq 0 ] || tail -n 40 "$log" >&2
    rm -f "$log"
    return "$result"
}

lists_fetched=no

fetch_lists() {
    [ "$lists_fetched" = no ] || return 0
    say 'fetching the package lists'
    apt_get update || say 'the package lists could not be renewed; going on with the old ones'
    lists_fetched=yes
}

# CUPS, Avahi and PostgreSQL are wanted as programs: the tests start private copies of them.
# policy-rc.d keeps the package scripts from starting the machine-wide services. One that is
# there already (container images bring it) is left as it is.
readonly policy=/usr/sbin/policy-rc.d
guarded=no

guard_services() {
    [ -e "$policy" ] && return
    guarded=yes
    trap unguard_services EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
}

unguard_services() {
    if [ "$guarded" = yes ]; then
        guarded=no
        as_root rm -f "$policy"
    fi
}

# Takes lines of names, installs what is missing; the package lists are fetched only then.
install_needs() {
    local needs need name
    local -a chosen=()
    needs=$(missing_needs "$1")
    [ -n "$needs" ] || return 0
    command -v apt-get >/dev/null 2>&1 ||
        fail 'this is not Debian or Ubuntu (no apt-get).' \
            "Install what docs/install.md names, then run 'installer/setup.sh --no-system'."
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1 ||
        fail "root is needed to install: ${needs//$'\n'/, }" \
            "Become root, install sudo, or run 'installer/setup.sh --no-system'."
    fetch_lists
    while read -r need; do
        for name in $need; do
            if is_offered "$name"; then
                chosen+=("$name")
                continue 2
            fi
        done
        fail "no package source offers: $need" \
            'Check /etc/apt/sources.list (Ubuntu: is "universe" switched on?) and run again.'
    done <<<"$needs"
    say "installing system packages: ${chosen[*]}"
    guard_services
    apt_get install --no-install-recommends "${chosen[@]}" ||
        fail 'apt-get install failed (its words stand above).'
    unguard_services
}

install_system() {
    if ! command -v dpkg-query >/dev/null 2>&1; then
        say 'no dpkg here: the libraries of docs/install.md are taken as installed'
        return 0
    fi
    install_needs "$packages"
}

# The minor version when the interpreter runs and is new enough, else nothing.
minor_of() {
    "$1" -c 'import sys; v = sys.version_info; print(v[1] if v[0] == 3 else 0)' 2>/dev/null || true
}

is_enough() { [ -n "$1" ] && [ "$1" -ge "$oldest_minor" ]; }

find_python() {
    local name minor
    for name in ${PYTHON:+"$PYTHON"} python3.14 python3.13 python3.12 python3.11 python3 \
        /usr/bin/python3; do
        command -v "$name" >/dev/null 2>&1 || continue
        minor=$(minor_of "$name")
        if is_enough "$minor"; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# Debian cuts ensurepip out of python3 into pythonX.Y-venv.
can_make_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

python=''

# Sets `python`. With $1 = yes an interpreter, or its venv part, may be installed by apt.
choose_python() {
    local may_install=$1 minor
    command -v apt-get >/dev/null 2>&1 || may_install=no
    if ! python=$(find_python) && [ "$may_install" = yes ]; then
        install_python
        python=$(find_python) || true
    fi
    [ -n "$python" ] || fail "Python 3.$oldest_minor or newer was not found." \
        'Debian 12+, Ubuntu 24.04+:  apt-get install python3 python3-venv' \
        'Elsewhere: install it, then PYTHON=/path/to/python3.12 make setup'
    can_make_venv "$python" && return 0
    minor=$(minor_of "$python")
    if [ "$may_install" = yes ]; then install_needs "python3.$minor-venv"; fi
    can_make_venv "$python" || fail "$python cannot make virtual environments." \
        "Install its venv part (Debian: python3.$minor-venv) and run again."
}

# Where python3 itself is too old (Ubuntu 22.04: 3.10) a newer one may be offered beside it.
install_python() {
    local minor
    command -v python3 >/dev/null 2>&1 || install_needs python3
    if find_python >/dev/null; then return 0; fi
    fetch_lists
    for minor in 14 13 12 11; do
        if is_offered "python3.$minor"; then
            install_needs "python3.$minor"$'\n'"python3.$minor-venv"
            return 0
        fi
    done
}

make_environment() {
    local held
    choose_python "$1"
    say "making $venv with $("$python" -V) ($python)"
    rm -rf -- "$venv"
    "$python" -m venv "$venv"
    say 'installing the locked Python packages (about a minute)'
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --only-binary :all: -r requirements-dev.lock </dev/null ||
        fail 'pip could not install requirements-dev.lock (its words stand above).'
    # The stamp comes last and in one move, so a half-made environment never looks ready.
    held=$(stamp)
    printf '%s\n' "$held" >"$venv/.ready.new"
    mv -- "$venv/.ready.new" "$venv/.ready"
}

main() {
    local quiet=no system=yes
    case "${1:-}" in
    '') ;;
    --quiet) quiet=yes ;;
    --no-system) system=no ;;
    --system)
        install_system
        say 'the system packages are there'
        return
        ;;
    --install)
        shift
        install_needs "$(printf '%s\n' "$@")"
        return
        ;;
    --check) if is_ready; then exit 0; else exit 1; fi ;;
    --stamp)
        stamp
        return
        ;;
    *) fail "unknown word: $1" 'usage: installer/setup.sh [--quiet|--no-system|--system|--install NAME ...|--check|--stamp]' ;;
    esac
    if is_ready; then
        [ "$quiet" = yes ] || say "$venv is ready"
        return 0
    fi
    # Two calls at once would pull the environment from under each other: the second one waits.
    if command -v flock >/dev/null 2>&1; then
        exec 9<"$root"
        flock 9
        if is_ready; then return 0; fi
    fi
    if [ "$system" = yes ]; then install_system; fi
    make_environment "$system"
    say "ready. \`make test\` checks everything, \`make run\` opens a practice bench."
}

main "$@"
