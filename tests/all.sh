#!/bin/sh
# All tests, in three parts at once: those that play in real time, and beside them, on time that nobody else wants, those
# that only compute, because they name no clock and no other program or play by a clock of their own, after mypy, and
# those that learn and export. Each part prints its own closing line.
#   tests/all.sh PYTHON [what pytest takes]
set -u
cd "$(dirname "$0")/.." || exit 2
python=$1
shift
case "$*" in *tests/*) exec "$python" -m pytest "$@" ;; esac # who names tests wants those

learning=$(grep -lE '^ *(from|import) (training|exporters)' tests/test_*.py)
rehearsing=$(grep -lE '^ *(from|import) (rehearsal|staged|rtmusic\.(acts|playground|recall|varied))' tests/test_*.py)
timeless=$(grep -LE 'sleep|wait_for|monotonic|perf_counter|subprocess|Popen|Engine|threading|main\(|Client|desk' tests/test_*.py)
computing=$(printf '%s\n' $rehearsing $timeless | sort -u | grep -vxF "$learning")
# shellcheck disable=SC2086  # the lists are meant to be split
computing="$(grep -L tiny_bundle $computing) $(grep -l tiny_bundle $computing)" # meanwhile the first part makes that bundle
idle=""
chrt -i 0 true 2>/dev/null && idle="chrt -i 0"
logs=$(mktemp -d)
learns="" computes=""
trap 'kill $learns $computes 2>/dev/null; rm -rf "$logs"' EXIT
trap 'exit 130' INT TERM
# shellcheck disable=SC2086  # the lists are meant to be split
{
    $idle "$python" -m pytest -o cache_dir=.pytest_cache/learning "$@" $learning >"$logs/learning" 2>&1 &
    learns=$!
    {
        $idle "$python" -m mypy && exec $idle "$python" -m pytest -o cache_dir=.pytest_cache/computing "$@" $computing
    } >"$logs/computing" 2>&1 &
    computes=$!
    "$python" -m pytest "$@" $(printf -- '--ignore=%s ' $learning $computing)
}
ended=$?
[ $ended = 5 ] && ended=0 # none of this part was meant
for part in $learns $computes; do
    wait "$part"
    also=$?
    [ $also = 5 ] || [ $ended != 0 ] || ended=$also
done
cat "$logs/computing" "$logs/learning"
exit $ended
