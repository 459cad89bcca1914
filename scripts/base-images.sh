#!/bin/sh
# Makes sure that the base images named in the Dockerfiles exist. If no image registry can be reached, they
# are built on this machine under the same names, from Debian's packages and the Rust toolchain that is
# installed here. With `debian`, only the first of them.
set -eu

DEBIAN_IMAGE=debian:bookworm-slim
RUST_IMAGE=rust:1-slim-bookworm
CACHE=${ASSAY_CACHE:-$HOME/.cache/assay}

say() { printf 'base-images: %s\n' "$*"; }
fail() { printf 'base-images: %s\n' "$*" >&2; exit 1; }
present() { docker image inspect "$1" >/dev/null 2>&1; }

pulled() {
    say "pulling $1"
    timeout "${ASSAY_PULL_TIMEOUT:-300}" docker pull -q "$1" >/dev/null 2>&1
}

# Everything temporary is in one folder, which is always removed at the end.
mkdir -p "$CACHE"
work=$(mktemp -d "$CACHE/base-images.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

make_debian() {
    say "no registry has $DEBIAN_IMAGE: making it with debootstrap"
    [ "$(id -u)" = 0 ] || fail 'debootstrap needs root'
    if ! command -v debootstrap >/dev/null 2>&1; then
        apt-get update -q >/dev/null || fail 'apt-get update failed: are the package sources reachable?'
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q debootstrap >/dev/null ||
            fail 'debootstrap is missing and could not be installed'
    fi
    # ASSAY_DEBIAN_MIRROR is unquoted on purpose: if it is unset, debootstrap uses its own default.
    # shellcheck disable=SC2086
    debootstrap --variant=minbase bookworm "$work/debian" ${ASSAY_DEBIAN_MIRROR:-} >"$work/debootstrap.log" 2>&1 || {
        tail -n 20 "$work/debootstrap.log" >&2
        fail 'debootstrap failed'
    }
    rm -rf "$work"/debian/var/cache/apt/archives/*.deb "$work"/debian/var/lib/apt/lists/* \
        "$work"/debian/usr/share/doc/* "$work"/debian/usr/share/man/* "$work"/debian/usr/share/locale/*
    tar -C "$work/debian" -c . | docker import -c 'CMD ["bash"]' - "$DEBIAN_IMAGE" >/dev/null
    rm -rf "$work/debian"
}

make_rust() {
    say "no registry has $RUST_IMAGE: making it from $DEBIAN_IMAGE and this machine's toolchain"
    command -v rustc >/dev/null 2>&1 || fail 'rustc is missing: install Rust 1.95 or newer'
    sysroot=$(rustc --print sysroot)
    mkdir -p "$work/rust/toolchain"
    tar -C "$sysroot" --exclude=./share --exclude=./etc --exclude=./libexec \
        --exclude='./bin/rust-*db*' --exclude='./bin/rust-analyzer' -c . |
        tar -C "$work/rust/toolchain" -x
    cat >"$work/rust/Dockerfile" <<DOCKERFILE
FROM $DEBIAN_IMAGE
RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends ca-certificates gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/*
COPY toolchain /usr/local/cargo
ENV CARGO_HOME=/usr/local/cargo PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
DOCKERFILE
    # BuildKit needs a plug-in that Debian's client lacks. The old builder is always available, and prints a
    # long notice that it is old.
    DOCKER_BUILDKIT=0 docker build --network host -t "$RUST_IMAGE" "$work/rust" >"$work/build.log" 2>&1 || {
        tail -n 20 "$work/build.log" >&2
        fail "docker build of $RUST_IMAGE failed"
    }
}

# A name that cannot be resolved fails at once. The timeout is for a registry that hangs.
present "$DEBIAN_IMAGE" || pulled "$DEBIAN_IMAGE" || make_debian
if [ "${1:-}" = debian ]; then
    say "$DEBIAN_IMAGE exists"
    exit 0
fi
present "$RUST_IMAGE" || pulled "$RUST_IMAGE" || make_rust
say "$DEBIAN_IMAGE and $RUST_IMAGE exist"
