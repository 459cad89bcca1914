#!/bin/sh
# Builds the sandbox image of the Rust track, assay/halden-rust:<digest of its inputs>, also tagged
# :latest. With unchanged inputs it does nothing.
#
# The programs are built on this machine. The pipeline's dependencies are downloaded here too (`cargo
# vendor`). Both are copied in, so the build itself needs only Debian's packages.
set -eu

IMAGE=assay/halden-rust
CACHE=${ASSAY_CACHE:-$HOME/.cache/assay}
root=$(cd "$(dirname "$0")/.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
images=$root/sandbox-images
pipeline=$images/pipelines/halden-rust
context=$CACHE/contexts/halden-rust

say() { printf 'sandbox-image: %s\n' "$*"; }
fail() { printf 'sandbox-image: %s\n' "$*" >&2; exit 1; }
image_id() { docker image inspect --format '{{.Id}}' "$1" 2>/dev/null; }
digest_of() { sha256sum | cut -c1-16; }

# The machine's own certificate authority, for downloading crates.
bundle=${ASSAY_CA_BUNDLE:-/etc/ssl/certs/ca-certificates.crt}
if [ -r "$bundle" ]; then
    SSL_CERT_FILE=$bundle CARGO_HTTP_CAINFO=$bundle
    export SSL_CERT_FILE CARGO_HTTP_CAINFO
fi

base=$(image_id rust:1-slim-bookworm) || fail 'rust:1-slim-bookworm is missing: run scripts/base-images.sh'
[ -f "$pipeline/Cargo.lock" ] || fail "$pipeline/Cargo.lock is missing"

# Exactly the files that the image depends on.
inputs() {
    find "$images/image" "$images/halden-rust.Dockerfile" "$pipeline/Cargo.toml" "$pipeline/Cargo.lock" \
        "$images"/protocol/src "$images"/sandboxd/src "$images"/qdrant-embedded/src \
        "$images"/*/Cargo.toml "$root/Cargo.toml" "$root/Cargo.lock" -type f -print |
        LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum | sed "s|$root/||"
}
digest=$({ printf '%s\n' "$base"; inputs; } | digest_of)
if image_id "$IMAGE:$digest" >/dev/null; then
    docker tag "$IMAGE:$digest" "$IMAGE:latest"
    say "$IMAGE:$digest exists"
    exit 0
fi

say 'building sandboxd and qdrant-embedded'
cd "$root"
# The whole workspace, as in `make build` and the tests: dependencies are compiled once, with the features
# that all members need together.
cargo build --release --locked --workspace || fail 'cargo build failed'

# Kept per lock file, because it seldom changes and takes 400 MB.
vendor=$CACHE/vendor/$(cat "$pipeline/Cargo.toml" "$pipeline/Cargo.lock" | digest_of)
mkdir -p "$CACHE/vendor" "$CACHE/contexts"
if [ ! -d "$vendor" ]; then
    say 'fetching the dependencies of the pipeline'
    rm -rf "$vendor.partial" "$vendor.manifest"
    mkdir -p "$vendor.manifest/src"
    cp "$pipeline/Cargo.toml" "$pipeline/Cargo.lock" "$vendor.manifest/"
    : >"$vendor.manifest/src/lib.rs"
    (cd "$vendor.manifest" && cargo vendor --quiet --locked --versioned-dirs "$vendor.partial" >/dev/null) ||
        fail 'cargo vendor failed: is the crate registry reachable?'
    # Import libraries for another operating system, which are most of the size.
    find "$vendor.partial" \( -name '*.a' -o -name '*.lib' \) -path '*win*' -delete
    rm -rf "$vendor.manifest"
    mv "$vendor.partial" "$vendor"
fi

say "staging $context"
rm -rf "$context"
mkdir -p "$context/bin" "$context/pipeline"
cp -R "$images/image" "$context/image"
cp "$images/halden-rust.Dockerfile" "$context/Dockerfile"
cp "$pipeline/Cargo.toml" "$pipeline/Cargo.lock" "$context/pipeline/"
cp -Rl "$vendor" "$context/vendor"
for program in sandboxd qdrant-embedded; do
    cp "$target/release/$program" "$context/bin/$program"
    strip "$context/bin/$program" 2>/dev/null || true
done

say "building $IMAGE:$digest (the first time takes minutes: $CACHE/sandbox-image.log)"
# BuildKit needs a plug-in that Debian's client lacks; the old builder is always available.
DOCKER_BUILDKIT=0 docker build --network host -t "$IMAGE:$digest" "$context" >"$CACHE/sandbox-image.log" 2>&1 || {
    tail -n 30 "$CACHE/sandbox-image.log" >&2
    fail 'docker build failed'
}
missing=$(docker run --rm --network none --entrypoint ldd "$IMAGE:$digest" \
    /usr/local/bin/sandboxd /usr/local/bin/qdrant-embedded 2>&1 | grep 'not found' || true)
if [ -n "$missing" ]; then
    docker rmi "$IMAGE:$digest" >/dev/null 2>&1 || true
    fail "this machine's C library is newer than the image's (Debian 12), so programs built here do not run there: $missing"
fi
docker tag "$IMAGE:$digest" "$IMAGE:latest"
rm -rf "$context"
say "$IMAGE:$digest is built"
