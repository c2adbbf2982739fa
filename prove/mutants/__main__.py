"""Prints which mutants of a part survive: `python -m prove.mutants policies [part of a name]`."""

from __future__ import annotations

import sys
import time

from prove.mutants.killing import TARGETS, listed, survivors


def main(name: str, only: str = "") -> int:
    known, unknown, gone, count, began = listed(name), [], set(listed(name)), 0, time.monotonic()
    for mutant, survived in survivors(TARGETS[name], only):
        count += 1
        if survived:
            gone.discard(mutant)
            if mutant not in known:
                unknown.append(mutant)
                print(f"survived: {mutant}", flush=True)
        elif count % 50 == 0:
            print(f"{count} mutants, {time.monotonic() - began:.0f} s", flush=True)
    stale = sorted(gone) if not only else []
    for mutant in stale:
        print(f"listed as a survivor, but not one: {mutant}")
    print(f"{count} mutants, {len(unknown)} survived unlisted, {len(known)} listed, {time.monotonic() - began:.0f} s")
    return 1 if unknown or stale else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
