#!/bin/sh
# Builds sandbox images: assay/NAME:<digest of its inputs>, also tagged :latest. An image whose inputs are
# unchanged is not built again.
#
#   scripts/sandbox-image.sh [NAME…]         all images, if no name is given
#   scripts/sandbox-image.sh --ahead NAME…   only what needs no compiled program, so that it can run beside
#                                            the compiler: its layers are there for the whole build
#
# This file does what images share. sandbox-images/NAME/stage.sh says what is an image's own: its base,
# files and dependencies, and which of its Dockerfile's stages needs no program (`ahead`). The programs are
# built on this machine, and the dependencies of the pipeline are downloaded here. Both are copied in, so the build itself needs only Debian's packages.
set -eu

CACHE=${ASSAY_CACHE:-$HOME/.cache/assay}
root=$(cd "$(dirname "$0")/.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
images=$root/sandbox-images
# What messages begin with: the image, once there is one.
about=sandbox-image

say() { printf '%s: %s\n' "$about" "$*"; }
fail() { printf '%s: %s\n' "$about" "$*" >&2; exit 1; }
image_id() { docker image inspect --format '{{.Id}}' "$1" 2>/dev/null; }
digest_of() { sha256sum | cut -c1-16; }

# WORDS COMMAND…: says what is done, and how long it took if that was long enough to notice.
step() {
    words=$1 began=$(date +%s)
    shift
    say "$words"
    "$@"
    took=$(($(date +%s) - began))
    [ "$took" -lt 2 ] || say "$words: $took s"
}

# Reads what belongs to an image alone: `base`, `files`, `ahead`, `inputs`, `fetch` and `stage`.
open() {
    base='' files='' ahead=''
    about="sandbox-image: $1"
    own=$images/$1
    context=$CACHE/contexts/$1
    log=$CACHE/sandbox-image-$1.log
    [ -f "$own/stage.sh" ] || fail "there is no $own/stage.sh"
    # shellcheck source=/dev/null
    . "$own/stage.sh"
}

# Of the base image and exactly the files that the image depends on.
digest() {
    open "$1"
    parent=$(image_id "$base") || fail "$base is missing: run scripts/base-images.sh"
    inputs | while read -r file; do
        [ -f "$file" ] || fail "$file is missing"
    done
    {
        printf '%s\n' "$parent"
        {
            inputs
            for file in Dockerfile environment services.toml stage.sh $files; do printf '%s\n' "$own/$file"; done
            find "$images/image" "$images"/protocol/src "$images"/sandboxd/src "$images"/qdrant-embedded/src \
                "$images"/*/Cargo.toml "$root/Cargo.toml" "$root/Cargo.lock" -type f
        } | LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum | sed "s|$root/||"
    } | digest_of
}

# The whole workspace, as in `make build` and the tests: dependencies are compiled once, with the features
# that all members need together.
programs() {
    (cd "$root" && cargo build --release --locked --workspace) || fail 'cargo build failed'
}

# The build context: nothing is in it that is not copied here or by the image's own `stage`.
stage_context() {
    rm -rf "$context"
    mkdir -p "$context/bin" "$context/image"
    cp "$own/Dockerfile" "$context/"
    for file in bashrc integration.bash gitconfig; do
        cp "$images/image/$file" "$context/image/"
    done
    for file in environment services.toml; do
        cat "$images/image/$file" "$own/$file" >"$context/image/$file"
    done
    for file in $files; do
        cp "$own/$file" "$context/image/"
    done
    stage
}

stage_programs() {
    for program in sandboxd qdrant-embedded; do
        # With its mode: to change that in the image would store the program a second time.
        install -m 0755 "$target/release/$program" "$context/bin/"
        strip "$context/bin/$program" 2>/dev/null || true
    done
}

# Reads what `docker build` prints, and shows its steps that took long enough to notice.
show_steps() {
    running='' began=0
    while read -r line; do
        case $line in
            'Step '* | 'Successfully built '*)
                took=$(($(date +%s) - began))
                [ -z "$running" ] || [ "$took" -lt 2 ] || say "  $(printf '%.70s' "$running"): $took s"
                running=${line#Step } began=$(date +%s)
                ;;
        esac
    done
}

# BuildKit needs a plug-in that Debian's client lacks; the old builder is always available. The arguments are
# its own.
build() {
    rm -f "$context.failed"
    { DOCKER_BUILDKIT=0 docker build --network host "$@" "$context" 2>&1 || : >"$context.failed"; } |
        tee "$log" | show_steps
    if [ -e "$context.failed" ]; then
        rm -f "$context.failed"
        tail -n 30 "$log" >&2
        fail 'docker build failed'
    fi
}

# Programs that were built here must find their libraries there.
check_programs() {
    missing=$(docker run --rm --network none --entrypoint ldd "$1" \
        /usr/local/bin/sandboxd /usr/local/bin/qdrant-embedded 2>&1 | grep 'not found' || true)
    if [ -n "$missing" ]; then
        docker rmi "$1" >/dev/null 2>&1 || true
        fail "this machine's C library is newer than the image's (Debian 12), so programs built here do not run there: $missing"
    fi
}

# NAME IMAGE
make_image() {
    open "$1"
    fetch
    step 'staging the build context' stage_context
    stage_programs
    say "the first time takes minutes; the whole output is in $log"
    step 'building' build -t "$2"
    step 'checking the programs' check_programs "$2"
    docker tag "$2" "assay/$1:latest"
    rm -rf "$context"
    say "$2 is built"
}

# NAME
make_ahead() {
    open "$1"
    context=$context.ahead
    fetch
    [ -n "$ahead" ] || return 0
    stage_context
    step 'building what needs no program' build --target "$ahead"
    rm -rf "$context"
}

# The machine's own certificate authority, for downloads.
bundle=${ASSAY_CA_BUNDLE:-/etc/ssl/certs/ca-certificates.crt}
if [ -r "$bundle" ]; then
    SSL_CERT_FILE=$bundle CARGO_HTTP_CAINFO=$bundle PIP_CERT=$bundle
    export SSL_CERT_FILE CARGO_HTTP_CAINFO PIP_CERT
fi
mkdir -p "$CACHE/contexts"
only_ahead=''
if [ "${1:-}" = --ahead ]; then
    only_ahead=1
    shift
fi
if [ $# = 0 ]; then
    cd "$images"
    for stage in */stage.sh; do set -- "$@" "${stage%/stage.sh}"; done
    cd "$root"
fi

programs_are_built=
for name in "$@"; do
    # In subshells, so that what one image defines is not there for the next.
    digest=$(digest "$name")
    image=assay/$name:$digest
    if image_id "$image" >/dev/null; then
        docker tag "$image" "assay/$name:latest"
        say "$image exists"
        continue
    fi
    if [ -n "$only_ahead" ]; then
        (make_ahead "$name")
        continue
    fi
    if [ -z "$programs_are_built" ]; then
        step 'building sandboxd and qdrant-embedded' programs
        programs_are_built=1
    fi
    (make_image "$name" "$image")
done
