#!/usr/bin/env bash
# Every night: asks in each customer's name what another customer's papers answer, and counts the
# hits that belong to somebody else. Prints one line, and fails if there are any.
#
# Of the legs it takes the dense one: there the filter is a field of a request, and a field can be
# forgotten. In the lexical leg it is part of the query.
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"
questions=ops/isolation-questions.jsonl

found=$(mktemp)
trap 'rm -f "$found"' EXIT
halden search --leg dense --k 20 --batch "$questions" \
  | jq -r '.results[] | (.id | split("/")[0]) as $asker | .hits[] | "\($asker) \(.doc)"' >"$found"

foreign=0
while read -r asker doc; do
  owner=$(sed -n '/^customer: /{s///p;q}' "corpus/$doc.md")
  if [[ "$owner" != null && "$owner" != "$asker" ]]; then
    echo "$asker sees $doc of $owner" >&2
    foreign=$((foreign + 1))
  fi
done <"$found"

echo "$(date -u +%FT%TZ) $(wc -l <"$questions") questions, $(wc -l <"$found") hits, $foreign foreign"
[[ $foreign -eq 0 ]]
