#!/bin/sh
# The pipelines' own tests and checks, in the images that candidates get: what passes there also passes where
# the pipelines run. The workspace has the files that the domain shares, as a candidate's has.
set -eu

pipelines=$(cd "$(dirname "$0")/.." && pwd)/sandbox-images/pipelines

# in_image NAME COMMANDS
in_image() {
    docker run --rm --network none --user candidate --env HOME=/home/candidate \
        --volume "$pipelines/$1:/source:ro" --volume "$pipelines/halden-domain/workspace:/shared:ro" \
        --entrypoint sh "assay/$1:latest" -ec "
            set -a; . /etc/assay/environment; set +a
            /usr/local/lib/assay/build-folder
            tar -C /source --exclude=./target --exclude=__pycache__ --exclude='./.*_cache' -c . | tar -C /workspace -x
            tar -C /shared -c . | tar -C /workspace -x
            $2"
}

(cd "$pipelines/halden-rust" && cargo fmt --check)
in_image halden-rust 'cargo test --locked'
in_image halden-python '
            pytest -q
            ruff check --no-cache . && ruff format --no-cache --check .
            pyrefly check'
