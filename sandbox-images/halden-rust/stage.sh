# shellcheck shell=sh disable=SC2034,SC2154
# The Rust image's own part of the build. scripts/sandbox-image.sh reads this file.

base=rust:1-slim-bookworm
# In this folder.
files='build-folder split-target cargo-config.toml'
# A stage of the Dockerfile without the programs.
ahead=dependencies
pipeline=$images/pipelines/halden-rust

# What the image depends on, beside its own files and what all images share.
inputs() {
    printf '%s\n' "$pipeline/Cargo.toml" "$pipeline/Cargo.lock"
}

# The pipeline's dependencies. Kept per lock file, because it seldom changes and they take 400 MB.
fetch() {
    vendor=$CACHE/vendor/$(cat "$pipeline/Cargo.toml" "$pipeline/Cargo.lock" | digest_of)
    [ ! -d "$vendor" ] || return 0
    step "fetching the pipeline's dependencies" vendor_crates
}

vendor_crates() {
    mkdir -p "$CACHE/vendor"
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
}

# Into the build context, which holds the files and the programs already.
stage() {
    mkdir "$context/pipeline"
    cp "$pipeline/Cargo.toml" "$pipeline/Cargo.lock" "$context/pipeline/"
    cp -Rl "$vendor" "$context/vendor"
}
