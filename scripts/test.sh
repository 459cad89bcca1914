#!/usr/bin/env bash
# Every test except `make test-matrix`, cheap ones first. Each step prints its duration; the first failure
# ends the run. All steps use one profile and one target folder, so nothing is compiled twice.
set -euo pipefail
cd "$(dirname "$0")/.."

export CARGO_TERM_COLOR=never
started=$SECONDS

step() {
    local name=$1 began=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    if ! "$@"; then
        printf '== %s FAILED after %d s\n' "$name" $((SECONDS - began)) >&2
        exit 1
    fi
    printf '== %s: %d s\n' "$name" $((SECONDS - began))
}

scripts_are_clean() {
    if command -v shellcheck >/dev/null; then
        shellcheck scripts/*.sh sandbox-images/*/*.sh .ci/run
    else
        echo 'shellcheck is not installed: skipped'
    fi
}

web_is_clean() {
    (cd web && npm run check && npm run lint && npm test)
}

clippy_is_clean() {
    cargo clippy --workspace --all-targets --release --locked -- -D warnings
}

rust_tests() {
    if cargo nextest --version >/dev/null 2>&1; then
        cargo nextest run --workspace --release --locked --no-fail-fast
    else
        cargo test --workspace --release --locked --no-fail-fast
    fi
}

nothing_is_left() {
    local left
    left=$(docker ps -aq --filter label=assay)
    if [ -n "$left" ]; then
        echo 'sandboxes that a test left behind:'
        docker ps -a --filter label=assay
        return 1
    fi
}

step 'formatting' cargo fmt --all --check
step 'scripts' scripts_are_clean
step 'corpus' python3 sandbox-images/pipelines/halden-domain/check.py
step 'what tests need' scripts/test-needs.sh
step 'Docker Engine' make --no-print-directory engine
step 'embedding model' make --no-print-directory model
step 'front end' make --no-print-directory web
step 'front end tests' web_is_clean
step 'service' make --no-print-directory build
step 'sandbox images' make --no-print-directory images
step 'clippy' clippy_is_clean
step 'pipeline tests' scripts/pipeline-tests.sh
step 'browser tests' npm --prefix web run test:browser
step 'Rust tests' rust_tests
step 'left-overs' nothing_is_left
printf '\nEverything passed in %d s.\n' $((SECONDS - started))
