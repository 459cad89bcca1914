# shellcheck shell=sh disable=SC2034,SC2154
# The Python image's own part of the build. scripts/sandbox-image.sh reads this file.

base=debian:bookworm-slim
# In this folder.
files='build-folder compile-venv pip.py'
# A stage of the Dockerfile without the programs.
ahead=venv
pipeline=$images/pipelines/halden-python
# The version of Debian's python3, and the newest C library (2.x) that its wheels may need.
python=3.11
glibc=36

# What the image depends on, beside its own files and what all images share.
inputs() {
    printf '%s\n' "$pipeline/requirements.lock"
}

# The wheels. Kept per lock file, because it seldom changes.
fetch() {
    wheels=$CACHE/wheels/$(digest_of <"$pipeline/requirements.lock")
    [ ! -d "$wheels" ] || return 0
    step 'fetching the wheels' download_wheels
}

download_wheels() {
    find_pip
    machine=$(uname -m)
    set --
    # pip takes a wheel for an older C library only if its tag is named.
    for minor in $(seq "$glibc" -1 17); do
        set -- "$@" --platform "manylinux_2_${minor}_$machine"
    done
    mkdir -p "$CACHE/wheels"
    rm -rf "$wheels.partial"
    $pip download --quiet --disable-pip-version-check --dest "$wheels.partial" --require-hashes --no-deps \
        --only-binary=:all: --implementation cp --python-version "$python" "$@" \
        --platform "manylinux2014_$machine" -r "$pipeline/requirements.lock" >"$log" 2>&1 || {
        tail -n 10 "$log" >&2
        fail "pip download failed: is the package registry reachable?"
    }
    mv "$wheels.partial" "$wheels"
}

# This machine's pip, or one in a virtual environment.
find_pip() {
    pip='python3 -m pip'
    if ! $pip --version >/dev/null 2>&1; then
        rm -rf "$CACHE/pip"
        python3 -m venv "$CACHE/pip" >/dev/null 2>&1 ||
            fail 'pip is missing: install python3-pip or python3-venv'
        pip=$CACHE/pip/bin/pip
    fi
}

# Into the build context, which holds the files and the programs already.
stage() {
    mkdir "$context/pipeline"
    cp "$pipeline/requirements.lock" "$context/pipeline/"
    cp -Rl "$wheels" "$context/wheels"
}
