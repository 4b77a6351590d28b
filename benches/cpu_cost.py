#!/usr/bin/env python3
"""What an export costs beyond its parts: its processor time against that of the parts alone.

    benches/cpu_cost.py [SCENE] [-o a.mp4 -o b.webm ...] [--runs 5] [--frames 240]

The parts: drawing and converting the frames once into /dev/null, and for each output the very FFmpeg
command of the export, alone, reading the same frames from a file in memory. Whole processes, in
turns; user and system seconds of each and of its children. 1920x1080, 60 frames/s. `-o` takes what
`shaderpipe render -o` takes, options included; all outputs here must have one pixel format.
"""

import argparse
import os
import pathlib
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def measure(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL):
    """Processor seconds and wall seconds of a process and its children, and what it said."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    run = subprocess.run([str(word) for word in command], stdin=stdin, stdout=stdout,
                         stderr=subprocess.PIPE, text=True)
    wall = time.monotonic() - started
    if run.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{run.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall, run.stderr


def encoders(said, folder):
    """The FFmpeg commands that an export printed, each with an output of its own."""
    lines = [line for line in said.splitlines() if line.startswith("ffmpeg: ")]
    commands = [shlex.split(line.removeprefix("ffmpeg: ")) for line in lines]
    return [command[:-1] + [f"file:{folder}/alone{index}"] for index, command in enumerate(commands)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("scene", nargs="?", default=ROOT / "scenes" / "plasma.wgsl")
    parser.add_argument("-o", "--output", action="append")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--frames", type=int, default=240)
    arguments = parser.parse_args()
    names = arguments.output or ["whole.mp4,preset=ultrafast"]
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    render = [target / "release" / "shaderpipe", "render", arguments.scene, "--size", "1920x1080",
              "--fps", "60", "--frames", arguments.frames, "--progress", "none"]
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        folder = pathlib.Path(folder)
        export = render + ["-v"]
        for name in names:
            export += ["-o", folder / name]
        _, _, said = measure(export)
        commands = encoders(said, folder)
        assert len(commands) == len(names), said
        with open(folder / "frames.raw", "wb") as frames:
            measure(render + ["-o", "-"], stdout=frames)
        ratios, busy = [], []
        print("seconds of processor time: draw and convert, encode each, their sum, the export")
        for _ in range(arguments.runs):
            draw, _, _ = measure(render + ["-o", "-"])
            alone = []
            for command in commands:
                with open(folder / "frames.raw", "rb") as frames:
                    alone.append(measure(command, stdin=frames)[0])
            whole, wall, _ = measure(export)
            parts = draw + sum(alone)
            ratios.append(whole / parts)
            busy.append(whole / (wall * os.cpu_count()))
            each = " + ".join(f"{seconds:.2f}" for seconds in alone)
            print(f"{draw:.2f}, {each}, {parts:.2f}, {whole:.2f}: "
                  f"ratio {ratios[-1]:.3f}, processors {busy[-1]:.0%} busy", flush=True)
    print(f"\nmedian of {arguments.runs}: the export costs {statistics.median(ratios):.3f} times its parts "
          f"({min(ratios):.3f} to {max(ratios):.3f}); processors {statistics.median(busy):.0%} busy")


if __name__ == "__main__":
    main()
