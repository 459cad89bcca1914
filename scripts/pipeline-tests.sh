#!/bin/sh
# The pipeline's own tests, in the image that candidates get. Its dependencies are already compiled there, and
# a test that passes there also passes where the pipeline runs.
set -eu

pipeline=$(cd "$(dirname "$0")/.." && pwd)/sandbox-images/pipelines/halden-rust
cd "$pipeline"
cargo fmt --check
docker run --rm --network none --user candidate --env HOME=/home/candidate \
    --volume "$pipeline:/source:ro" --entrypoint sh assay/halden-rust:latest -ec '
        /usr/local/lib/assay/build-folder
        tar -C /source --exclude=./target -c . | tar -C /workspace -x
        cargo test --locked'
