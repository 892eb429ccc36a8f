#!/bin/sh
# purge.sh NARRATION_ID [FOLDER]: nginx forgets what it keeps of a narration that was taken back.
set -eu
case "$1" in *[!a-z0-9]* | "") echo "purge.sh: that is not the id of a narration" >&2; exit 2 ;; esac
find "${2:-/var/cache/nginx/announcer}" -type f | while read -r file; do
    # Each file begins with its key.
    if head -c 2048 "$file" | grep -aq "^KEY: .*/narrations/$1/"; then rm -f "$file"; echo "$file"; fi
done
