#!/usr/bin/env python3
"""What a batch saves: its jobs at once, against one after another, against a `render` for each.

    benches/batch_jobs.py [SCENE] [--jobs 2] [--runs 5] [--videos 12] [--frames 30]

Short videos of one scene at 320x180, x264 medium on one thread, so that a single export leaves
cores idle; each with a seed of its own. Whole processes, in turns, into a new folder each time. Then a second run over what is up to date, and a dry run of
10,000 jobs with the most memory that it had.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

JOBS = """
[[job]]
scene = "{scene}"
output = "{folder}/{{seed}}.mp4"
size = [320, 180]
frames = "{frames}"
args = ["-threads", "1"]
matrix.seed = [{seeds}]
"""


def timed(command):
    """Wall seconds of a process, and the most memory that it had, in bytes."""
    started = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{said}")
    return wall, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("scene", nargs="?", default=ROOT / "scenes" / "plasma.wgsl", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--videos", type=int, default=12)
    parser.add_argument("--frames", type=int, default=30)
    arguments = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    program = target / "release" / "shaderpipe"
    scene = arguments.scene.resolve()

    def job_file(folder, seeds):
        path = folder / "jobs.toml"
        seeds = ", ".join(map(str, seeds))
        path.write_text(JOBS.format(scene=scene, folder="out", frames=arguments.frames, seeds=seeds))
        return path

    def batch(jobs):
        with tempfile.TemporaryDirectory() as folder:
            file = job_file(pathlib.Path(folder), range(arguments.videos))
            first, _ = timed([program, "batch", file, "--jobs", jobs])
            second, _ = timed([program, "batch", file, "--jobs", jobs])
            return first, second

    def renders():
        with tempfile.TemporaryDirectory() as folder:
            render = [program, "render", scene, "--size", "320x180", "--frames", arguments.frames]
            outputs = [pathlib.Path(folder) / f"{seed}.mp4" for seed in range(arguments.videos)]
            return sum(timed(render + ["--seed", seed, "-o", output, "--", "-threads", "1"])[0]
                       for seed, output in enumerate(outputs))

    print(f"{arguments.videos} videos of {arguments.frames} frames, seconds: a render for each, "
          f"--jobs 1, --jobs {arguments.jobs}, and again")
    once, alone, again = [], [], []
    for _ in range(arguments.runs):
        each, (one, _), (many, second) = renders(), batch(1), batch(arguments.jobs)
        once.append(one / many)
        alone.append(each / many)
        again.append(second)
        print(f"{each:.2f}, {one:.2f}, {many:.2f}, {second:.2f}: --jobs {arguments.jobs} is "
              f"{once[-1]:.2f} times as fast as --jobs 1, {alone[-1]:.2f} as a render for each", flush=True)
    print(f"\nmedian of {arguments.runs}: {statistics.median(once):.2f} and {statistics.median(alone):.2f} times "
          f"({min(once):.2f} to {max(once):.2f}, {min(alone):.2f} to {max(alone):.2f}); "
          f"up to date in {statistics.median(again):.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        file = job_file(pathlib.Path(folder), range(10_000))
        plans = [timed([program, "batch", file, "--dry-run"]) for _ in range(arguments.runs)]
        seconds, memory = (statistics.median(values) for values in zip(*plans))
        print(f"10,000 jobs are planned in {seconds:.2f} s, with {memory / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
