"""Bounds its own process, and then runs a script in it: `python bounding.py SCRIPT SECONDS BYTES WORD...`."""

import resource
import runpy
import sys


def _bound(seconds: int, memory: int) -> None:
    bounds = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: 0,  # nothing of what it reads comes to lie on a disk
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,  # it starts no other, which none of this would end
    }
    for what, most in bounds.items():
        held = resource.getrlimit(what)[1]  # whoever runs the hub may have set less, which cannot be raised
        bound = most if held == resource.RLIM_INFINITY else min(most, held)
        resource.setrlimit(what, (bound, bound))


def main(script: str, seconds: str, memory: str, *words: str) -> None:
    _bound(int(seconds), int(memory))
    sys.argv = [script, *words]
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
