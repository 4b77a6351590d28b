#!/usr/bin/env python3
"""The same trivial shader to the same video, by shaderpipe and by ShaderFlow 0.12, in turns.

    benches/versus_shaderflow.py [--runs 7] [--frames 120]

Installs ShaderFlow from PyPI into target/versus-shaderflow. Both are timed as whole processes, from
their start to the finished file: 1920x1080, 60 frames/s, x264 ultrafast, crf 18, the same FFmpeg.
ShaderFlow runs headless with its supersampling kernel (`subsample`) at 1.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "versus-shaderflow"
PYTHON = WORK / "bin" / "python"

WGSL = """\
struct Frame { resolution: vec2f, time: f32 }
@group(0) @binding(0) var<uniform> frame: Frame;
@fragment fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(position.xy / frame.resolution, 0.5 + 0.5 * sin(frame.time), 1.0);
}
"""

SHADERFLOW = """\
import sys
from shaderflow.scene import ShaderScene

class Flat(ShaderScene):
    def build(self):
        super().build()
        self.ffmpeg.h264(preset="ultrafast", crf=18)
        self.shader.fragment = '''
            void main() {{
                fragColor = vec4(astuv, 0.5 + 0.5*sin(iTime), 1.0);
            }}
        '''

Flat().main(width=1920, height=1080, fps=60.0, time={seconds}, subsample=1, output=sys.argv[1])
"""


def prepare(frames):
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "flat.wgsl").write_text(WGSL)
    (WORK / "flat.py").write_text(SHADERFLOW.format(seconds=frames / 60))
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", WORK], check=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "shaderflow==0.12.0"], check=True)
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)


def commands(frames):
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    ours = [target / "release" / "shaderpipe", "render", WORK / "flat.wgsl", "-o", WORK / "ours.mp4",
            "--size", "1920x1080", "--fps", "60", "--frames", frames, "--preset", "ultrafast",
            "--progress", "none"]
    theirs = [PYTHON, WORK / "flat.py", WORK / "theirs.mp4"]
    return {"shaderpipe": ours, "ShaderFlow 0.12": theirs}


def frames_in(video):
    count = ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries",
             "stream=nb_read_frames", "-of", "csv=p=0", video]
    return int(subprocess.run(count, check=True, capture_output=True, text=True).stdout)


def seconds(command, video, frames):
    video.unlink(missing_ok=True)
    started = time.monotonic()
    environment = os.environ | {"WINDOW_BACKEND": "headless"}
    run = subprocess.run([str(word) for word in command], env=environment, capture_output=True, text=True)
    elapsed = time.monotonic() - started
    if run.returncode != 0 or not video.exists():
        sys.exit(f"{command[0]} failed:\n{run.stdout}{run.stderr}")
    if frames_in(video) != frames:
        sys.exit(f"{video} has {frames_in(video)} frames, not {frames}")
    return elapsed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--frames", type=int, default=120)
    arguments = parser.parse_args()
    prepare(arguments.frames)
    rates = {name: [] for name in commands(arguments.frames)}
    videos = dict(zip(rates, [WORK / "ours.mp4", WORK / "theirs.mp4"]))
    for _ in range(arguments.runs):
        for name, command in commands(arguments.frames).items():
            elapsed = seconds(command, videos[name], arguments.frames)
            rates[name].append(arguments.frames / elapsed)
            print(f"{name:16} {rates[name][-1]:6.1f} frames/s", flush=True)
    ours, theirs = (statistics.median(rates[name]) for name in rates)
    print(f"\nmedian of {arguments.runs}: shaderpipe {ours:.1f}, ShaderFlow {theirs:.1f} frames/s: "
          f"{ours / theirs:.2f} times as fast")


if __name__ == "__main__":
    main()
