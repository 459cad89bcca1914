#!/bin/sh
# Makes sure that a Docker Engine responds. If none does, installs and starts Debian's docker.io where that is
# possible, and otherwise says what is missing.
set -eu

say() { printf 'docker-engine: %s\n' "$*"; }
fail() { printf 'docker-engine: %s\n' "$*" >&2; exit 1; }

answers() { command -v docker >/dev/null 2>&1 && docker info >/dev/null 2>&1; }

if answers; then
    say 'the engine answers'
    exit 0
fi

[ "$(id -u)" = 0 ] || fail 'no Docker Engine answers, and only root can install and start one: install Docker, start it, and let this user use its socket'

if ! command -v dockerd >/dev/null 2>&1; then
    if [ ! -r /etc/debian_version ] || ! command -v apt-get >/dev/null 2>&1; then
        fail 'no Docker Engine is installed, and this is not Debian: install Docker Engine 20.10 or newer'
    fi
    say 'installing docker.io (Debian)'
    apt-get update -q >/dev/null || fail 'apt-get update failed: are the package sources reachable?'
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q docker.io >/dev/null || fail 'apt-get install docker.io failed'
fi
command -v docker >/dev/null 2>&1 || {
    say 'installing docker-cli (Debian)'
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q docker-cli >/dev/null || fail 'apt-get install docker-cli failed'
}

if ! answers; then
    if [ -d /run/systemd/system ]; then
        say 'starting docker.service'
        systemctl start docker || fail 'systemctl start docker failed: see journalctl -u docker'
        log='journalctl -u docker'
    else
        log=/var/log/dockerd.log
        say "starting dockerd (log: $log, pid file: /var/run/docker.pid)"
        nohup dockerd --pidfile /var/run/docker.pid >>"$log" 2>&1 </dev/null &
    fi
    tries=0
    until answers; do
        tries=$((tries + 1))
        [ "$tries" -le 60 ] || fail "dockerd did not answer within 60 seconds: see $log"
        sleep 1
    done
fi
say 'the engine answers'
