#!/usr/bin/env bash
# Brings empty indexes to the state that production has: ingests the corpus of every night that
# changed it, oldest first, with the program as it is now.
#
#   ops/replay-nights.sh [SINCE]     SINCE: a date, default 2026-08-31
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"
since="${1:-2026-08-31}"

first=$(git rev-list -1 --before="$since 23:59" HEAD -- corpus)
nights=$(git rev-list --reverse "$first..HEAD" -- corpus)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

night() {
  rm -rf "$folder/corpus"
  git archive "$1" corpus | tar -x -C "$folder"
  printf '%s  ' "$(git log -1 --format='%as  %s' "$1")" >&2
  halden ingest --corpus "$folder/corpus" "${@:2}" \
    | jq -c '{added: .documents.added, updated: .documents.updated, removed: .documents.removed}'
}

night "$first" --full
for commit in $nights; do
  night "$commit"
done
