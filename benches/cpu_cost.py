#!/usr/bin/env python3
"""What an export costs beyond its parts: its processor time against that of the parts alone.

    benches/cpu_cost.py [SCENE] [--runs 5] [--frames 240] [--preset ultrafast]

The parts: drawing and converting the frames into /dev/null, and FFmpeg alone encoding the same
yuv420p frames from a file in memory. Whole processes, in turns; user and system seconds of each and
of its children. 1920x1080, 60 frames/s, x264.
"""

import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def measure(command, stdout=subprocess.DEVNULL):
    """Processor seconds and wall seconds of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    run = subprocess.run([str(word) for word in command], stdout=stdout, stderr=subprocess.PIPE, text=True)
    wall = time.monotonic() - started
    if run.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{run.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("scene", nargs="?", default=ROOT / "scenes" / "plasma.wgsl")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--frames", type=int, default=240)
    parser.add_argument("--preset", default="ultrafast")
    arguments = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    render = [target / "release" / "shaderpipe", "render", arguments.scene, "--size", "1920x1080",
              "--fps", "60", "--frames", arguments.frames, "--progress", "none"]
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        folder = pathlib.Path(folder)
        with open(folder / "frames.yuv", "wb") as frames:
            measure(render + ["-o", "-"], frames)
        encode = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pixel_format", "yuv420p",
                  "-video_size", "1920x1080", "-framerate", "60", "-i", folder / "frames.yuv", "-c:v",
                  "libx264", "-preset", arguments.preset, "-crf", "18", folder / "alone.mp4"]
        export = render + ["-o", folder / "whole.mp4", "--preset", arguments.preset]
        ratios, busy = [], []
        print("seconds of processor time: draw and convert, encode, their sum, the export")
        for _ in range(arguments.runs):
            with open("/dev/null", "wb") as nowhere:
                draw, _ = measure(render + ["-o", "-"], nowhere)
            alone, _ = measure(encode)
            whole, wall = measure(export)
            ratios.append(whole / (draw + alone))
            busy.append(whole / (wall * os.cpu_count()))
            print(f"{draw:6.2f} {alone:6.2f} {draw + alone:6.2f} {whole:6.2f}   "
                  f"ratio {ratios[-1]:.3f}, processors {busy[-1]:.0%} busy", flush=True)
    print(f"\nmedian of {arguments.runs}: the export costs {statistics.median(ratios):.3f} times its parts; "
          f"processors {statistics.median(busy):.0%} busy")


if __name__ == "__main__":
    main()
