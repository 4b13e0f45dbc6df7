#!/usr/bin/env bash
# The whole suite: the quick tests of both engines side by side, then the product's pages in a browser
# beside the slow tests and the voice's.
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
    [browser]="tests/browser|--durations=12"
    [slow]="-m|slow or browser|--ignore=tests/browser|--durations=5"
)

# NAME [pytest's options]: runs the part; its words and its outcome are kept in $logs.
run() {
    local name=$1 options
    shift
    IFS='|' read -ra options <<<"${chosen[$name]}"
    "$python" -m pytest "${options[@]}" -o cache_dir=".pytest_cache/$name" "$@" 2>&1 | tee "$logs/$name"
    echo "${PIPESTATUS[0]}" >"$logs/$name.code"
}

# NAME NAME: both at once; what the first one prints is seen at once.
both() {
    run "$2" >/dev/null &
    run "$1"
    wait
    cat "$logs/$2"
}

both postgresql sqlite
both browser slow

failed=0
for name in postgresql sqlite browser slow; do
    [ "$(cat "$logs/$name.code")" = 0 ] && continue
    grep -hE '^(FAILED|ERROR)' "$logs/$name" >>"$logs/first" || true
    printf '\n--- %s, what failed, once more by itself\n' "$name"
    run "$name" --last-failed --last-failed-no-failures none
    [ "$(cat "$logs/$name.code")" = 0 ] || failed=1
done
if [ -s "$logs/first" ]; then
    printf '\n--- failed at first:\n'
    cat "$logs/first"
fi
exit $failed
