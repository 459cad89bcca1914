#!/bin/sh
# Everything that the demo needs, side by side where that is possible, with the time that each step took.
# What is there already is skipped.
#
# The compiler needs the processors for most of the time. What waits for the network instead (the base of the
# image, its packages, the model) runs beside it. Only the last layers of the image need the programs.
set -eu

IMAGE=halden-python

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
logs=$(mktemp -d "${TMPDIR:-/tmp}/assay-demo.XXXXXX")
began=$(date +%s)
others=''

say() { printf 'demo: %s\n' "$*"; }
fail() { printf 'demo: %s\n' "$*" >&2; exit 1; }
clean() {
    # shellcheck disable=SC2086
    [ -z "$others" ] || kill $others 2>/dev/null || true
    rm -rf "$logs"
}
trap clean EXIT
trap 'exit 130' INT TERM

# NAME WORDS COMMAND…: shows what the command prints, and then how long it took.
step() {
    name=$1 since=$(date +%s)
    say "$2…"
    shift 2
    "$@" || fail "$name failed: see above"
    printf '%s %s\n' "$(($(date +%s) - since))" "$name" >>"$logs/times"
    say "$name: $(($(date +%s) - since)) s"
}

# The same in the background, with its output kept for the case that it fails.
beside() {
    name=$1 since=$(date +%s)
    say "$2, meanwhile…"
    shift 2
    (
        "$@" >"$logs/$name.log" 2>&1 || { : >"$logs/$name.failed"; exit 0; }
        printf '%s %s\n' "$(($(date +%s) - since))" "$name (beside the compiler)" >>"$logs/times"
        say "$name: $(($(date +%s) - since)) s"
    ) &
    others="$others $!"
}

image_ahead() {
    scripts/base-images.sh debian && scripts/sandbox-image.sh --ahead "$IMAGE"
}

step engine 'a Docker Engine' scripts/docker-engine.sh
beside model 'the embedding model' scripts/model.sh
beside base 'the image, as far as it needs nothing that is compiled here' image_ahead
step web 'the pages' make --no-print-directory web
step service 'the service: some 550 crates the first time' make --no-print-directory build
# shellcheck disable=SC2086
wait $others
others=''
for failed in "$logs"/*.failed; do
    [ -e "$failed" ] || continue
    cat "${failed%.failed}.log" >&2
    fail "$(basename "$failed" .failed) failed: see above"
done
step image 'the last layers of the image' scripts/sandbox-image.sh "$IMAGE"

say "everything is there after $(($(date +%s) - began)) s:"
while read -r seconds name; do
    printf '  %5d s  %s\n' "$seconds" "$name"
done <"$logs/times"
