"""Whether a completed function passes its tests, in a process and a folder of its own."""

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.infilling.guarded import CPU_S, PASSED

GUARDED = Path(__file__).with_name("guarded.py")


def outcome(program: str) -> str:
    """``passed``, ``timed out``, or the last line of what went wrong."""
    command = [sys.executable, "-I", "-S", "-B", str(GUARDED)]
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                command,
                input=program.encode(),
                capture_output=True,
                cwd=folder,
                env={},
                timeout=3 * CPU_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "timed out"
    if done.returncode == PASSED:
        return "passed"
    if done.returncode < 0:
        return "timed out"
    return done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2] or "ended early"
