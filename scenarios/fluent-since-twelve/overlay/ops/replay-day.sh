#!/usr/bin/env bash
# Plays the 9th of November in half a minute: two workers follow the label `production` of a copy of
# the prompts. The telephone bot is asked all the time, the desk now and then.
#
#   ops/replay-day.sh [OLD] [NEW]     versions, default 3 and 12
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"
old="${1:-3}" new="${2:-12}"

folder=$(mktemp -d)
workers=()
finish() {
  for pid in "${workers[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap finish EXIT
cp -r prompts "$folder/prompts"
export HALDEN_PROMPTS="$folder/prompts"

start() { # NAME IN OUT: a worker behind two descriptors
  rm -f "$folder/$1".in "$folder/$1".out
  mkfifo "$folder/$1.in" "$folder/$1.out"
  halden worker <"$folder/$1.in" >"$folder/$1.out" 2>>"$folder/$1.log" &
  workers+=($!)
  eval "exec $2>\"$folder/$1.in\" $3<\"$folder/$1.out\""
}

ask() { # NAME IN OUT QUESTION
  local line
  jq -cn --arg question "$4" '{id: "q", question: $question}' >&"$2"
  read -r line <&"$3"
  jq -r --arg host "$1" '[$host, "v\(.prompt.version // "-")", "\(.usage.prompt_tokens // 0) tokens",
    "\(.citations // [] | length) cited", (.error // .answer)[:60]] | @tsv' <<<"$line"
}

waiver="What percentage of the hire is the damage waiver?"
refund="How late can a customer call off a booking and get everything back?"
bot() { for _ in $(seq "$1"); do ask bot 3 4 "$waiver"; sleep 1; done; }
desk() { ask desk 5 6 "$refund"; }
say() { printf '\n%s\n' "$*"; }

say "08:50, everything on v$old"
halden prompts promote answer "$old" production >/dev/null
start bot 3 4
start desk 5 6
bot 2
desk
say "09:00, v$new is promoted"
halden prompts promote answer "$new" production >/dev/null
bot 8
desk
say "12:10, the bot is restarted"
exec 3>&- 4<&-
start bot 3 4
bot 2
say "14:20, back to v$old"
halden prompts promote answer "$old" production >/dev/null
bot 8
desk
exec 3>&- 4<&- 5>&- 6<&-
