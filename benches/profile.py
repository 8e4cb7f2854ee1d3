#!/usr/bin/env python3
"""Compares settings of libx264 on pictures of this kind, with `faster` at crf 23.

    benches/profile.py CLIP.y4m... -- NAME=PRESET,CRF[,X264-PARAMS]...

Encodes every clip of raw frames with every candidate, both with a key frame in the 45th frame, and prints, as the median
over all clips and, in brackets, that of the worst clip:

    cpu    how many times less CPU time, reading the frames left out
    size   bytes beside those of the reference
    psnr   dB above the reference, all planes
    band   mean run of equal luma where the source is a gradient, beside the reference: shorter is smoother
    pop    mean change of luma at the key frame where the source stands still, beside the reference
    seen   share of those pixels that change by four code values or more, beside the reference

Clips: `cymatic SONG --style NAME --plain --start 40 --duration 3 --size 720p --backend cpu -o NAME.y4m`, and with
`--backdrop PHOTO --layer dim=0.6 --layer blur=0.01 --layer fade_in=0` instead of --plain. Needs ffmpeg and numpy.
"""

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile

import numpy as np

REFERENCE = ("faster", "23", "")
KEY = 45
"""Frames from key frame to key frame."""


def run(*command):
    """CPU seconds of a command, and what it wrote to standard error."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(command, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        sys.exit(ended.stderr)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended.stderr


class Clip:
    """Raw frames in a Y4M file."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            header = file.readline()
        self.width, self.height = (int(re.search(rb" %s(\d+)" % side, header)[1]) for side in (b"W", b"H"))
        self.skip = len(header)
        self.read_s, _ = run("ffmpeg", "-nostdin", "-v", "error", "-i", path, "-f", "null", "-")

    def luma(self, n):
        size = self.width * self.height * 3 // 2 + len(b"FRAME\n")
        with open(self.path, "rb") as file:
            file.seek(self.skip + n * size + len(b"FRAME\n"))
            plane = file.read(self.width * self.height)
        return np.frombuffer(plane, np.uint8).reshape(self.height, self.width)


def gradients(luma):
    """Where the 16 pixels around differ by one code value at most from neighbour to neighbour."""
    even = np.abs(np.diff(luma.astype(np.int16), axis=1)) <= 1
    sums = np.cumsum(np.pad(even, ((0, 0), (1, 0))).astype(np.int32), axis=1)
    mask = np.zeros(luma.shape, bool)
    mask[:, 8:-8] = (sums[:, 16:] - sums[:, :-16])[:, : luma.shape[1] - 16] == 16
    return mask


def mean_run(luma, mask):
    """Mean length of runs of equal luma in rows, within a mask."""
    inside = mask[:, 1:] & mask[:, :-1]
    broken = inside & (luma[:, 1:] != luma[:, :-1])
    return inside.sum() / max(broken.sum(), 1)


def measure(clip, settings, work):
    preset, crf, params = settings
    params = ":".join(filter(None, (params, f"keyint={KEY}:min-keyint={KEY}:scenecut=0")))
    encoder = ("-c:v", "libx264", "-preset", preset, "-crf", crf, "-x264-params", params, "-threads:v", "3")
    cpu_s, _ = run("ffmpeg", "-nostdin", "-v", "error", "-y", "-i", clip.path, *encoder, work)
    _, log = run("ffmpeg", "-nostdin", "-i", work, "-i", clip.path, "-lavfi", "psnr", "-f", "null", "-")
    decoded = subprocess.run(
        ("ffmpeg", "-v", "error", "-i", work, "-f", "rawvideo", "-pix_fmt", "gray", "-"), capture_output=True
    ).stdout
    decoded = np.frombuffer(decoded, np.uint8).reshape(-1, clip.height, clip.width)
    bands = [mean_run(decoded[n], gradients(clip.luma(n))) for n in (KEY // 2, KEY * 3 // 2)]
    still = np.abs(clip.luma(KEY).astype(int) - clip.luma(KEY - 1)) <= 1
    change = np.abs(decoded[KEY].astype(int) - decoded[KEY - 1])[still]
    return {
        "cpu": cpu_s - clip.read_s,
        "size": os.path.getsize(work),
        "psnr": float(re.search(r"average:([\d.]+)", log)[1]),
        "band": statistics.mean(bands),
        "pop": change.mean(),
        "seen": max((change >= 4).mean(), 1e-4),
    }


def main():
    arguments = sys.argv[1:]
    if "--" not in arguments:
        sys.exit(__doc__)
    split = arguments.index("--")
    clips = [Clip(path) for path in arguments[:split]]
    candidates = dict(argument.split("=", 1) for argument in arguments[split + 1 :])
    columns = ("cpu", "size", "psnr", "band", "pop", "seen")
    print(f"{len(clips)} clips{'':12}" + "".join(f"{column:>16}" for column in columns))
    with tempfile.TemporaryDirectory() as folder:
        work = os.path.join(folder, "out.mp4")
        reference = [measure(clip, REFERENCE, work) for clip in clips]
        for name, settings in candidates.items():
            preset, crf, params = (settings + ",,").split(",")[:3]
            found = [measure(clip, (preset, crf, params), work) for clip in clips]
            line = f"{name:<20}"
            for column in columns:
                pairs = [(one[column], other[column]) for one, other in zip(found, reference)]
                if column == "psnr":
                    values = [one - other for one, other in pairs]
                elif column == "cpu":
                    values = [other / one for one, other in pairs]
                else:
                    values = [one / other for one, other in pairs]
                worst = min(values) if column in ("cpu", "psnr") else max(values)
                line += f"{statistics.median(values):>8.2f} ({worst:.2f})".rjust(16)
            print(line, flush=True)


if __name__ == "__main__":
    main()
