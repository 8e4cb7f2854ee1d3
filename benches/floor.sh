#!/bin/sh
# How far a render is from its floor: FFmpeg encoding the very same frames with the same settings and sound.
#
#   benches/floor.sh SONG [SIZE] [FPS] [SECONDS] [RUNS]
#
# Renders SONG to MP4 with cymatic, and lets FFmpeg encode the same frames (our Y4M) with the same encoder settings plus AAC; in turn, RUNS times each. Prints medians and the ratio
# per run. Needs: cargo build --release, ffmpeg, GNU time, cmp, awk.
set -eu

song=$1 size=${2:-1920x1080} fps=${3:-30} seconds=${4:-60} runs=${5:-5}
preset=${PRESET:-faster} crf=${CRF:-23} style=${STYLE:-circular} threads=${THREADS:-3}
here=$(cd "$(dirname "$0")/.." && pwd)
cymatic=${CYMATIC:-$here/target/release/cymatic}
work=$(mktemp -d "${TMPDIR:-/tmp}/cymatic-floor.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

render() { # OUT
    "$cymatic" render "$song" --style "$style" --plain --size "$size" --fps "$fps" --duration "$seconds" \
        --backend cpu --preset "$preset" --crf "$crf" -q -f -o "$1"
}
median() { # LOG COLUMN
    awk -v c="$2" '{ print $c }' "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

echo "$(uname -m), $(nproc) cores; $style $size at $fps fps, $seconds s, $preset crf $crf, $runs runs"
render "$work/frames.y4m"
render "$work/again.y4m"
cmp "$work/frames.y4m" "$work/again.y4m"
rm "$work/again.y4m"

run=0
while [ "$run" -lt "$runs" ]; do
    for who in ours floor; do
        case $who in
        ours) set -- "$cymatic" render "$song" --style "$style" --plain --size "$size" --fps "$fps" \
            --duration "$seconds" --backend cpu --preset "$preset" --crf "$crf" -q -f -o "$work/ours.mp4" ;;
        floor) set -- ffmpeg -nostdin -v error -y -i "$work/frames.y4m" -i "$song" -t "$seconds" \
            -map 0:v -map 1:a -c:v libx264 -preset "$preset" -crf "$crf" -threads:v "$threads" \
            -pix_fmt yuv420p -c:a aac -b:a 256k -movflags +faststart "$work/floor.mp4" ;;
        esac
        /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@"
        awk '{ print $1, $2 + $3, $4 / 1024 }' "$work/time" >>"$work/$who"
    done
    run=$((run + 1))
done

paste -d ' ' "$work/ours" "$work/floor" | awk '{ print $1 / $4, $2 / $5, $3 - $6 }' >"$work/ratios"
printf '%-10s %10s %10s %10s %12s\n' '' 'wall s' 'CPU s' 'peak MiB' 'bytes'
for who in ours floor; do
    printf '%-10s %10s %10s %10.0f %12s\n' "$who" "$(median "$work/$who" 1)" "$(median "$work/$who" 2)" \
        "$(median "$work/$who" 3)" "$(wc -c <"$work/$who.mp4")"
done
printf '%-10s %10.3f %10.3f %+10.0f\n' 'ratio' "$(median "$work/ratios" 1)" "$(median "$work/ratios" 2)" \
    "$(median "$work/ratios" 3)"
