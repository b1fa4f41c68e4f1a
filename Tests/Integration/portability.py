#!/usr/bin/env python3
"""Compiles the C of CPosix, the only module that depends on the system, for other systems. Runs nothing.

usage: portability.py      needs: ziglang (PyPI), a C compiler with the C libraries of all targets
"""
import glob
import os
import subprocess
import sys
import tempfile

from harness import ROOT, Checks

TARGETS = ["aarch64-macos", "x86_64-freebsd", "aarch64-linux-musl", "x86_64-linux-gnu"]

check = Checks("portability")
if check.module("ziglang"):
    sources = sorted(glob.glob(os.path.join(ROOT, "Sources", "CPosix", "*.c")))
    check("CPosix has sources", sources)
    with tempfile.TemporaryDirectory() as work:
        for target in TARGETS:
            # Linux has two pollers; the other systems have poll(2) only.
            for poll in [[], ["-DBILATERAL_POLL"]] if "linux" in target else [[]]:
                for source in sources:
                    command = [sys.executable, "-m", "ziglang", "cc", "-target", target, "-std=gnu17", "-Wall", "-Wextra", "-Werror",
                               "-I", os.path.join(ROOT, "Sources", "CPosix", "include"), *poll,
                               "-c", source, "-o", os.path.join(work, "object.o")]
                    done = subprocess.run(command, capture_output=True, text=True)
                    check(f"{os.path.basename(source)} compiles for {target} {' '.join(poll)}", done.returncode == 0, done.stderr)
check.finish(", ".join(TARGETS) + ": ")
