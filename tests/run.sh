#!/usr/bin/env bash
# The whole suite in two lanes side by side: each begins with the quick tests of one engine and goes on
# with half of the product's pages in a browser. What waits for a browser in one lane leaves its
# processor to the other. Only one lane knows PostgreSQL: its one database is never two runs'.
#
# What failed is run once more by itself, on a machine that nothing else keeps busy: what fails twice
# fails the run, and what failed once is named at the end, for it is a fault of the test or worse.
set -uo pipefail
python=$1
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
declare -A chosen=(
    [sqlite]="-m|not slow and not browser|-k|not postgresql"
    [postgresql]="-m|not slow and not browser|-k|postgresql"
    [slow]="-m|slow or browser|--ignore=tests/browser|--ignore=tests/voice|--durations=5"
    [voice]="tests/voice|-m|slow or browser|--durations=3"
    [pages]="tests/browser|--ignore-glob=*/browser/test_[q-z]*|--durations=12"
    [rooms]="tests/browser|--ignore-glob=*/browser/test_[!q-z]*|--durations=12"
)
first=(postgresql slow pages)
second=(sqlite voice rooms)

# NAME [pytest's options]: runs the part; its words and its outcome are kept in $logs.
run() {
    local name=$1 options
    shift
    IFS='|' read -ra options <<<"${chosen[$name]}"
    "$python" -m pytest "${options[@]}" -o cache_dir=".pytest_cache/$name" "$@" 2>&1 | tee "$logs/$name"
    echo "${PIPESTATUS[0]}" >"$logs/$name.code"
}

# NAME…: one after the other.
lane() {
    for name in "$@"; do run "$name"; done
}

# What the first lane prints is seen at once.
lane "${second[@]}" >/dev/null &
lane "${first[@]}"
wait
for name in "${second[@]}"; do cat "$logs/$name"; done

failed=0
for name in "${first[@]}" "${second[@]}"; do
    [ "$(cat "$logs/$name.code")" = 0 ] && continue
    grep -hE '^(FAILED|ERROR)' "$logs/$name" >>"$logs/first" || true
    printf '\n--- %s, what failed, once more by itself\n' "$name"
    RAQNET_TRACE=1 run "$name" --last-failed --last-failed-no-failures none
    [ "$(cat "$logs/$name.code")" = 0 ] || failed=1
done
if [ -s "$logs/first" ]; then
    printf '\n--- failed at first:\n'
    cat "$logs/first"
fi
exit $failed
