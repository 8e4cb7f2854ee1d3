#!/bin/sh
# The race: ours against FFmpeg's visualizers, and against the encoder alone on our own frames.
#
#   benches/race.sh SONG [SIZE] [FPS] [SECONDS] [RUNS]
#
# Builds, cuts the first SECONDS off SONG, then renders them in turn, RUNS times each, with AAC sound into an MP4:
#   ours      the reference scene, which is the style alone, at `--preset faster --crf 23`
#   floor     FFmpeg encoding the very same frames (our Y4M) at the same settings, as ours is compared with
#   default   ours as it is by default, with its mark and its fades
#   showcqt, showfreqs, showwaves   FFmpeg's own, at the same size, rate and settings as `ours`
# and prints medians of wall time, CPU time, peak memory and bytes, and the medians of the ratios within one run.
# STYLE=bars takes another style, RIVALS="" leaves FFmpeg's visualizers and `default` out. Needs ffmpeg, GNU time, cmp and awk.
set -eu

song=$1 size=${2:-1920x1080} fps=${3:-30} seconds=${4:-60} runs=${5:-5}
style=${STYLE:-circular} rivals=${RIVALS-showcqt showfreqs showwaves}
here=$(cd "$(dirname "$0")/.." && pwd)
cymatic=${CYMATIC:-$here/target/release/cymatic}
[ -n "${CYMATIC:-}" ] || (cd "$here" && cargo build --release --quiet)
work=$(mktemp -d "${TMPDIR:-/tmp}/cymatic-race.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
# A song of that length for all, without a title that ours would show: ours hears the whole of one before it draws, FFmpeg no more than it needs.
ffmpeg -nostdin -v error -y -i "$song" -map 0:a -map_metadata -1 -t "$seconds" -c:a flac "$work/song.flac"
song=$work/song.flac
# As many threads as ours gives the encoder.
threads=$("$cymatic" "$song" --dry-run -v 2>&1 | sed -n 's/.*draw, \([0-9]*\) encode.*/\1/p' | head -n 1)
threads=${threads:-3}

ours() { # OUT OPTION...
    out=$1
    shift
    timed "$cymatic" render "$song" --style "$style" --size "$size" --fps "$fps" --backend cpu -q -f -o "$out" "$@"
}
ffmpeg_encodes() { # OUT INPUT-OPTION...
    out=$1
    shift
    timed ffmpeg -nostdin -v error -y "$@" -t "$seconds" -c:v libx264 -preset faster -crf 23 -threads:v "$threads" \
        -pix_fmt yuv420p -c:a aac -b:a 256k -movflags +faststart "$out"
}
filter() { # NAME
    case $1 in
    showcqt) echo "showcqt=s=$size:r=$fps" ;;
    showfreqs) echo "showfreqs=s=$size:rate=$fps:mode=bar" ;;
    showwaves) echo "showwaves=s=$size:r=$fps:mode=cline" ;;
    esac
}
timed() { /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@"; }
race() { # WHO
    out="$work/$1.mp4"
    case $1 in
    ours) ours "$out" --plain --preset faster --crf 23 ;;
    default) ours "$out" ;;
    floor) ffmpeg_encodes "$out" -i "$work/frames.y4m" -i "$song" -map 0:v -map 1:a ;;
    *) ffmpeg_encodes "$out" -i "$song" -filter_complex "[0:a]$(filter "$1"),format=yuv420p[v]" -map '[v]' -map 0:a ;;
    esac
    awk -v bytes="$(wc -c <"$out")" '{ print $1, $2 + $3, $4 / 1024, bytes }' "$work/time" >>"$work/$1.log"
}
median() { # FILE COLUMN
    awk -v c="$2" '{ print $c }' "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
ratio() { # WHO OVER
    paste -d ' ' "$work/$1.log" "$work/$2.log" | awk '{ print $1 / $5, $2 / $6, $3 / $7, $4 / $8 }' >"$work/ratios"
    printf '%-22s' "$1 / $2"
    for column in 1 2 3 4; do printf ' %10.3f' "$(median "$work/ratios" "$column")"; done
    echo
}

echo "$(uname -m), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo 2>/dev/null | head -n 1); $(ffmpeg -version | head -n 1 | cut -d ' ' -f 1-3)"
echo "$style $size at $fps fps, $seconds s, $runs runs, $threads encoder threads"
"$cymatic" render "$song" --style "$style" --plain --size "$size" --fps "$fps" --duration "$seconds" --backend cpu \
    -q -f -o "$work/frames.y4m"
racers="ours floor${rivals:+ default $rivals}"
run=0
while [ "$run" -lt "$runs" ]; do
    for who in $racers; do race "$who"; done
    run=$((run + 1))
done
printf '%-22s %10s %10s %10s %10s\n' '' 'wall s' 'CPU s' 'peak MiB' 'bytes'
for who in $racers; do
    printf '%-22s %10.2f %10.2f %10.0f %10d\n' "$who" "$(median "$work/$who.log" 1)" "$(median "$work/$who.log" 2)" \
        "$(median "$work/$who.log" 3)" "$(median "$work/$who.log" 4)"
done
ratio ours floor
[ -z "$rivals" ] || ratio default ours
for who in $rivals; do ratio "$who" default; done
