#!/bin/sh
# Writes pipelines/halden-python/requirements.lock with the newest versions that pyproject.toml and
# tools.in allow. Needs the package registry. Versions for every platform are listed with their hashes; only
# wheels are considered, because the image has no compiler. Candidates see the lock file in their workspace, so
# it has no comments, which would name files of this repository.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet uv
cd "$here/../pipelines/halden-python"
"$work/venv/bin/uv" pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links --only-binary :all: --python-version 3.11 --group dev \
    --output-file requirements.lock pyproject.toml ../../halden-python/tools.in
