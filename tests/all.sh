#!/bin/sh
# All tests in two halves at once: those that play in real time, and beside them, on time that nobody else wants, those
# that only compute: they name no clock and no other program, or learn, export, or play by a clock of their own. Each half
# prints its own closing line.
#   tests/all.sh PYTHON [what pytest takes]
set -u
cd "$(dirname "$0")/.." || exit 2
python=$1
shift
case "$*" in *tests/*) exec "$python" -m pytest "$@" ;; esac # who names tests wants those

learning=$(grep -lE '^ *(from|import) (training|exporters)' tests/test_*.py)
rehearsing=$(grep -lE '^ *(from|import) (rehearsal|staged|rtmusic\.(acts|playground|recall|varied))' tests/test_*.py)
timeless=$(grep -LE 'sleep|wait_for|monotonic|perf_counter|subprocess|Popen|Engine|threading|main\(|Client|desk' tests/test_*.py)
# Who learns first: meanwhile the other half makes the small bundle that both play.
computing=$(printf '%s\n' $learning $rehearsing $timeless | awk '!seen[$0]++')
ignored=$(for file in $computing; do printf -- '--ignore=%s ' "$file"; done)
idle=""
chrt -i 0 true 2>/dev/null && idle="chrt -i 0"
log=$(mktemp)
# shellcheck disable=SC2086  # the lists are meant to be split
$idle "$python" -m pytest -o cache_dir=.pytest_cache/computing "$@" $computing >"$log" 2>&1 &
beside=$!
trap 'kill $beside 2>/dev/null; rm -f "$log"' EXIT
trap 'exit 130' INT TERM
# shellcheck disable=SC2086
"$python" -m pytest "$@" $ignored
playing=$?
wait $beside
also=$?
cat "$log"
[ $playing = 5 ] && playing=0 # of this half none was meant
[ $also = 5 ] && also=0
[ $playing = 0 ] && exit $also
exit $playing
