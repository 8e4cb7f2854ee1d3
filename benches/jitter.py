#!/usr/bin/env python3
"""How much a render disturbs what else runs: the timer jitter of a second process.

    benches/jitter.py SONG [SECONDS] [RUNS]

In turn, RUNS times each, for SECONDS: an idle machine, a render, and a render at the priority that cymatic takes when it
is run from a terminal (`nice` 5). Meanwhile two probes wake up every 5 ms and note how late they are: one in the render's
session, as another program of the same terminal; one in a session of its own, as a player or a browser. Linux can share
the cores among sessions first (`kernel.sched_autogroup_enabled`); then a priority counts only within one, and the other
session is protected already. Prints the medians over the runs of the median, the 99th percentile and the worst delay.

CYMATIC names the binary (default: target/release/cymatic); OPTIONS what the render is given besides.
"""

import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

PERIOD_S = 0.005
NICE = 5
WAYS = ("idle", "render", f"render, nice {NICE}")
PROBES = ("same session", "own session")


def probe(seconds):
    """Delays of a timer, ms: what `jitter.py --probe` prints."""
    due = time.monotonic() + PERIOD_S
    end = due + seconds
    delays = []
    while due < end:
        time.sleep(max(0.0, due - time.monotonic()))
        now = time.monotonic()
        delays.append((now - due) * 1e3)
        # A wake-up that was missed is one delay, not many.
        due = max(due + PERIOD_S, now)
    delays.sort()
    at = lambda share: delays[min(len(delays) - 1, int(share * len(delays)))]
    print(json.dumps([at(0.5), at(0.99), delays[-1]]))


def measure(way, song, seconds, folder):
    """Median, 99th percentile and worst delay of each probe, ms."""
    render = None
    if way != "idle":
        binary = os.environ.get("CYMATIC", pathlib.Path(__file__).parent.parent / "target/release/cymatic")
        command = [binary, "render", song, "-q", "-f", "-o", folder / "a.mp4", "--backend", "cpu"]
        command += os.environ.get("OPTIONS", "--size 1080p").split()
        if way != "render":
            command = ["nice", "-n", str(NICE), *command]
        # It says that it was interrupted.
        render = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Let it get past the scan, to where it takes all it can.
        time.sleep(2)
    probes = [
        subprocess.Popen(
            [sys.executable, __file__, "--probe", str(seconds)],
            stdout=subprocess.PIPE,
            start_new_session=session != PROBES[0],
        )
        for session in PROBES
    ]
    delays = [json.loads(process.communicate()[0]) for process in probes]
    if render:
        if render.poll() is not None:
            sys.exit("the render ended before the measurement: take a longer song or fewer seconds")
        render.send_signal(signal.SIGINT)
        render.wait()
    return delays


def main():
    if sys.argv[1:2] == ["--probe"]:
        return probe(float(sys.argv[2]))
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    song, seconds, runs = sys.argv[1], float((sys.argv[2:3] or [10])[0]), int((sys.argv[3:4] or [5])[0])
    seen = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory(prefix="cymatic-jitter.") as folder:
        for _ in range(runs):
            for way in WAYS:
                seen[way].append(measure(way, song, seconds, pathlib.Path(folder)))
    try:
        autogroup = pathlib.Path("/proc/sys/kernel/sched_autogroup_enabled").read_text().strip()
    except OSError:
        autogroup = "unknown"
    cores = len(os.sched_getaffinity(0))
    print(f"{cores} cores, load {os.getloadavg()[0]:.1f}, autogroup {autogroup}, {runs} runs of {seconds:g} s")
    print(f"{'delay, ms':<18} {'probe':<14} {'median':>8} {'99 %':>8} {'worst':>8}")
    for way in WAYS:
        for i, session in enumerate(PROBES):
            figures = [statistics.median(run[i][k] for run in seen[way]) for k in range(3)]
            print(f"{way:<18} {session:<14} " + " ".join(f"{figure:8.2f}" for figure in figures))


if __name__ == "__main__":
    main()
