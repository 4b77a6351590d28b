#!/usr/bin/env python3
"""Raw frames into the same FFmpeg, by shaderpipe's pipe engine and by TurboPipe 2.1.0, in turns.

    benches/versus_turbopipe.py [--runs 11] [--sections turbopipe,mapped,...]

Builds shaderpipe (cargo build --release --locked) and installs TurboPipe and numpy from PyPI into a
virtual environment in the user's cache folder. Both sides write frames of noise (bytes of 128 to 135)
from four buffers; TurboPipe by the loop of its own example (sync, pipe; in the end sync, done, close).
The clock runs from when FFmpeg was started until it has ended. Each run lasts as long as --seconds
says; the number of frames for that is measured before. A ratio is the median of the ratios of the runs
that stood beside each other. Prints Markdown; the exit code is 1 if a target is missed.

Sections:
  turbopipe  rgb24 into -f null at 720p, 1080p, 1440p and 2160p
  mapped     the same at 1080p, ours from mapped buffers of the graphics device
  tmpfs      ours against FFmpeg reading the frames from a file in /dev/shm: no pipe at all
  ultrafast  x264 ultrafast at 1080p, ours fed yuv420p, TurboPipe's rgb24
  cpu        system time of our writer against that of 8 KiB writes of the same bytes
  slow       x264 slow at 1080p, ours fed yuv420p, TurboPipe's rgb24
  auto       the engine's own choice against the best of its methods, over 1000 frames and more
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "1440p": (2560, 1440), "2160p": (3840, 2160)}
BUFFERS = 4
# What rgb24 is converted to, as everybody has it converted.
ENCODERS = {
    "null": [],
    "ultrafast": ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"],
    "slow": ["-c:v", "libx264", "-preset", "slow", "-pix_fmt", "yuv420p"],
}

# One run of TurboPipe in a process of its own: FFmpeg's command, width, height, frames, buffers.
TURBOPIPE = """\
import json, subprocess, sys, time
import numpy, turbopipe

command, width, height, frames, count = json.loads(sys.argv[1])
noise = numpy.random.default_rng(1)
buffers = [noise.integers(128, 136, width * height * 3, dtype=numpy.uint8) for _ in range(count)]
ffmpeg = subprocess.Popen(command, stdin=subprocess.PIPE)
started = time.perf_counter()
fileno = ffmpeg.stdin.fileno()
for frame in range(frames):
    buffer = buffers[frame % count]
    turbopipe.sync(buffer)
    turbopipe.pipe(buffer, fileno)
for buffer in buffers:
    turbopipe.sync(buffer)
    turbopipe.done(buffer)
ffmpeg.stdin.close()
code = ffmpeg.wait()
seconds = time.perf_counter() - started
if code:
    sys.exit(f"FFmpeg failed ({code})")
print(json.dumps({"seconds": seconds, "frames": frames}))
"""


def read(command, **options):
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if run.returncode:
        sys.exit(f"{' '.join(map(str, command))[:400]}\nfailed: {run.stderr.strip()}")
    return run.stdout


def frame_bytes(size, pixel_format):
    width, height = SIZES[size]
    return width * height * 3 // (2 if pixel_format == "yuv420p" else 1)


class Side:
    """One of two competitors; a subclass makes `run(frames)`, which returns the seconds it took."""

    def __init__(self, name, size, pixel_format="rgb24"):
        self.name, self.size = name, size
        self.bytes = frame_bytes(size, pixel_format)
        self.frames, self.rates, self.outcomes = None, [], []

    def calibrate(self, seconds):
        frames = 16
        while (taken := self.run(frames)["seconds"]) < seconds / 3:
            frames *= 3
        # A little more, so that a run is hardly ever shorter.
        self.frames = max(1, round(frames / taken * seconds * 1.15))

    def measure(self):
        outcome = self.run(self.frames)
        self.outcomes.append(outcome)
        self.rates.append(self.frames / outcome["seconds"])

    def gigabytes(self):
        return [rate * self.bytes / 1e9 for rate in self.rates]


class Ours(Side):
    def __init__(self, bench, size, method="auto", encoder="null", pixel_format="rgb24", memory="huge", name=None):
        super().__init__(name or f"shaderpipe {method}", size, pixel_format)
        width, height = SIZES[size]
        self.command = [bench.program, "bench", "pipe", "--json", "--ffmpeg", bench.ffmpeg,
                        "--size", f"{width}x{height}", "--buffers", BUFFERS, "--method", method,
                        "--encoder", encoder, "--pixel-format", pixel_format, "--memory", memory]

    def run(self, frames):
        return json.loads(read([*self.command, "--frames", frames]))


class TurboPipe(Side):
    def __init__(self, bench, size, encoder="null"):
        super().__init__("TurboPipe 2.1.0", size)
        self.bench, self.encoder = bench, encoder

    def run(self, frames):
        width, height = SIZES[self.size]
        command = [str(self.bench.ffmpeg), "-hide_banner", "-loglevel", "error", "-f", "rawvideo",
                   "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", "60", "-i", "-",
                   *ENCODERS[self.encoder], "-f", "null", "-"]
        arguments = json.dumps([command, width, height, frames, BUFFERS])
        return json.loads(read([self.bench.python, "-c", TURBOPIPE, arguments]))


class Tmpfs(Side):
    """FFmpeg reads the frames from a file in memory, again and again."""

    # Many, for FFmpeg takes its time to go back to the start.
    HELD = 160

    def __init__(self, bench, size, folder):
        super().__init__("FFmpeg from tmpfs", size)
        self.bench, self.file = bench, pathlib.Path(folder) / f"{size}.raw"
        noise = os.urandom(self.bytes).translate(bytes(128 + byte % 8 for byte in range(256)))
        room = shutil.disk_usage(folder).free // 2
        with open(self.file, "wb") as file:
            for index in range(max(BUFFERS, min(self.HELD, room // self.bytes))):
                file.write(noise[index * 4096:] + noise[:index * 4096])

    def run(self, frames):
        width, height = SIZES[self.size]
        command = [self.bench.ffmpeg, "-hide_banner", "-nostdin", "-loglevel", "error", "-stream_loop", "-1",
                   "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", f"{width}x{height}",
                   "-framerate", "60", "-i", self.file, "-frames:v", frames, "-f", "null", "-"]
        started = time.perf_counter()
        read(command)
        return {"seconds": time.perf_counter() - started}


def alternate(sides, bench, least=0):
    for side in sides:
        side.calibrate(bench.seconds)
        side.frames = max(side.frames, least)
    for index in range(bench.runs):
        # Each goes first every other time.
        for side in sides if index % 2 == 0 else sides[::-1]:
            side.measure()
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def paired(ours, theirs):
    return [a / b for a, b in zip(ours, theirs)]


def spread(values, form="{:.2f}"):
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{form.format(middle)} ({form.format(low)}–{form.format(high)})"


class Table:
    missed = 0

    def __init__(self, title, *columns):
        print(f"\n### {title}\n\n| {' | '.join(columns)} | ratio | target | |\n|{'---|' * (len(columns) + 3)}")

    def row(self, cells, ratios, target, at_most=False):
        ratio = statistics.median(ratios)
        reached = ratio <= target if at_most else ratio >= target
        Table.missed += not reached
        sign = "≤" if at_most else "≥"
        cells = [*cells, f"**{ratio:.2f}** ({min(ratios):.2f}–{max(ratios):.2f})", f"{sign} {target:g}",
                 "pass" if reached else "**missed**"]
        print(f"| {' | '.join(cells)} |", flush=True)


def against(bench, table, ours, theirs, target, unit):
    alternate([theirs, ours], bench)
    values = (lambda side: side.gigabytes()) if unit == "GB/s" else (lambda side: side.rates)
    form = "{:.2f}" if unit == "GB/s" else "{:.1f}"
    ratios = paired(values(ours), values(theirs))
    table.row([ours.size, spread(values(theirs), form), spread(values(ours), form)], ratios, target)


def turbopipe(bench):
    table = Table("rgb24 into `-f null`", "size", "TurboPipe GB/s", "shaderpipe GB/s")
    for size, target in zip(SIZES, (2.0, 2.0, 1.6, 1.6)):
        against(bench, table, Ours(bench, size), TurboPipe(bench, size), target, "GB/s")


def mapped(bench):
    table = Table("From mapped buffers of the graphics device", "size", "TurboPipe GB/s", "shaderpipe GB/s")
    against(bench, table, Ours(bench, "1080p", memory="mapped"), TurboPipe(bench, "1080p"), 1.5, "GB/s")


def tmpfs(bench):
    table = Table("FFmpeg reads a file in memory: no pipe", "size", "tmpfs GB/s", "shaderpipe GB/s")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        against(bench, table, Ours(bench, "1080p"), Tmpfs(bench, "1080p", folder), 0.9, "GB/s")


def encode(bench, preset, target):
    table = Table(f"x264 {preset}: yuv420p against rgb24", "size", "TurboPipe frames/s", "shaderpipe frames/s")
    ours = Ours(bench, "1080p", encoder=preset, pixel_format="yuv420p")
    against(bench, table, ours, TurboPipe(bench, "1080p", preset), target, "frames/s")


def ultrafast(bench):
    encode(bench, "ultrafast", 1.6)


def slow(bench):
    encode(bench, "slow", 0.95)


def cpu(bench):
    table = Table("System time of the writer", "size", "8 KiB writes ms/GB", "shaderpipe ms/GB")
    for size in SIZES:
        sides = [Ours(bench, size, "write8k"), Ours(bench, size)]
        alternate(sides, bench)
        writes, ours = ([outcome["writer_system_seconds"] / side.frames / side.bytes * 1e12
                         for outcome in side.outcomes] for side in sides)
        table.row([size, spread(writes, "{:.0f}"), spread(ours, "{:.0f}")], paired(ours, writes), 0.4, at_most=True)


def auto(bench):
    methods = ("write", "copy", "vmsplice")
    table = Table("The engine's own choice", "size", "auto GB/s", *(f"{method} GB/s" for method in methods), "chose")
    for size in SIZES:
        sides = [Ours(bench, size, method) for method in (*methods, "auto")]
        alternate(sides, bench, least=1000)
        *explicit, ours = sides
        best = max(explicit, key=lambda side: statistics.median(side.rates))
        chosen = [outcome["transport"] for outcome in ours.outcomes]
        chosen = ", ".join(f"{name} {chosen.count(name)}×" for name in sorted(set(chosen)))
        cells = [size, spread(ours.gigabytes()), *(spread(side.gigabytes()) for side in explicit), chosen]
        table.row(cells, paired(ours.rates, best.rates), 0.9)


SECTIONS = {section.__name__: section for section in (turbopipe, mapped, tmpfs, ultrafast, cpu, slow, auto)}


def sections(text):
    names = text.split(",")
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no section is called {unknown[0]!r}: there are {', '.join(SECTIONS)}")
    return names


def prepare(bench):
    found = shutil.which(bench.ffmpeg or os.environ.get("SHADERPIPE_FFMPEG") or "ffmpeg")
    if not found:
        sys.exit("FFmpeg was not found: install it, or name it with --ffmpeg")
    bench.ffmpeg = pathlib.Path(found).absolute()
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    environment = cache / "shaderpipe" / "versus-turbopipe"
    bench.python = environment / "bin" / "python"
    if not bench.python.exists():
        read([sys.executable, "-m", "venv", environment])
    read([bench.python, "-m", "pip", "install", "--quiet", "turbopipe==2.1.0", "numpy"])
    bench.program = bench.program or pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"),
                                                  "release", "shaderpipe")
    if not bench.no_build:
        subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=11, help="pairs of runs of each measurement (11)")
    parser.add_argument("--seconds", type=float, default=1.5, help="length of a run at least (1.5)")
    parser.add_argument("--sections", type=sections, default=list(SECTIONS), help="what to measure, separated by commas (all)")
    parser.add_argument("--ffmpeg", help="the FFmpeg that both feed ($SHADERPIPE_FFMPEG, or the first on PATH)")
    parser.add_argument("--program", type=pathlib.Path, help="a shaderpipe that is built already; implies --no-build")
    parser.add_argument("--no-build", action="store_true", help="take target/release/shaderpipe as it is")
    bench = parser.parse_args()
    bench.no_build |= bench.program is not None
    prepare(bench)
    version = read([bench.ffmpeg, "-version"]).split()[2]
    print(f"FFmpeg {version}, {os.cpu_count()} processors, {BUFFERS} buffers, {bench.runs} runs of"
          f" {bench.seconds:g} s: median (lowest–highest). GB are 10⁹ bytes.")
    for name in bench.sections:
        SECTIONS[name](bench)
    if Table.missed:
        sys.exit(f"\n{Table.missed} of the targets were missed")


if __name__ == "__main__":
    main()
