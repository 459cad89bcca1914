#!/bin/sh
# Installs what the browser tests need in addition to the build: Debian's Chromium and a font.
set -eu

say() { printf 'test-needs: %s\n' "$*"; }
fail() { printf 'test-needs: %s\n' "$*" >&2; exit 1; }

for program in chromium chromium-browser google-chrome; do
    if command -v "$program" >/dev/null 2>&1; then
        say "$program is installed"
        exit 0
    fi
done
command -v apt-get >/dev/null 2>&1 || fail 'no Chromium is installed, and this is not Debian: install one'
[ "$(id -u)" = 0 ] || fail 'no Chromium is installed, and only root can install it: apt-get install chromium fonts-dejavu-core'
say 'installing chromium (Debian)'
apt-get update -q >/dev/null || fail 'apt-get update failed: are the package sources reachable?'
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core >/dev/null ||
    fail 'apt-get install chromium failed'
say 'chromium is installed'
