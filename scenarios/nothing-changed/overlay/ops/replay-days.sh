#!/usr/bin/env bash
# Brings an empty machine to the state that production has: for each day below ops/days, the corpus
# and the prompts of that day, its ingest, and then its questions, with the program as it is now.
#
#   ops/replay-days.sh
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for questions in ops/days/*.jsonl; do
  day=$(basename "$questions" .jsonl)
  commit=$(git rev-list -1 --before="$day 12:00" HEAD)
  rm -rf "$folder/corpus" "$folder/prompts"
  git archive "$commit" corpus prompts | tar -x -C "$folder"
  printf '%s  ' "$day" >&2
  halden ingest --corpus "$folder/corpus" \
    | jq -c '{added: .documents.added, updated: .documents.updated, removed: .documents.removed}'
  HALDEN_PROMPTS="$folder/prompts" halden ask --batch "$questions" \
    | jq -c '{questions: (.results | length), remembered: ([.results[] | select(.cached)] | length)}'
done
