"""Whether a vLLM can be had on this machine: ``python needs.py``, with a Python like the one to run it.

Leaves with 3 and one sentence where something is missing that no set-up here can bring.
"""

import ctypes
import platform
import subprocess
import sys
from collections.abc import Iterator

_TORCH = "torch==2.13.0+cpu"


def missing() -> Iterator[str]:
    """What is missing, a sentence each, what is quick to find out first."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        yield "vLLM for the CPU comes as wheels for Linux on x86-64 only."
    if platform.python_implementation() != "CPython" or sys.version_info[:2] != (3, 11):
        yield "the packages in constraints/vllm.txt are those for CPython 3.11. Say make PYTHON=python3.11."
    try:
        ctypes.CDLL("libnuma.so.1")
    except OSError:
        yield "vLLM needs libnuma.so.1 (Debian's package libnuma1)."
    ask = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    found = subprocess.run([*ask, "--dry-run", "--no-deps", _TORCH], capture_output=True, check=False)
    if found.returncode:
        yield f"pip does not find {_TORCH}. Set PIP_FIND_LINKS to where PyTorch's CPU wheels are."


if __name__ == "__main__":
    for sentence in missing():
        print(f"make test-vllm can't run here: {sentence}", file=sys.stderr)
        sys.exit(3)
