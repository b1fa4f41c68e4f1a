#!/usr/bin/env python3
"""Measures load time, memory and queries for millions of rows: the TransBorder rows, repeated for made-up years.

usage: scale.py BINARY FOLDER WORK [MILLIONS ...]
  BINARY    the release binary
  FOLDER    a folder with transborder_dot2_*.csv.gz
  WORK      a folder for the made-up files, 45 bytes a row; it must not exist, and is removed
  MILLIONS  of rows; 10 30 100 by default
The made-up files are not compressed. Each copy of the rows has four other years. Queries go over HTTP on one connection; nothing
is cached (`--cache 0`)."""
import glob, gzip, http.client, os, re, shutil, sys

from compare import HERE, QUERIES, cpu, get, median, resident, start


def shifts():
    """0, 4, -4, 8, …: made-up years near the real ones."""
    yield 0
    shift = 4
    while True:
        yield shift
        yield -shift
        shift += 4


def write(files, folder, rows):
    """Adds copies until the folder has at least that many rows. Returns the number of rows."""
    count = 0
    texts = [(gzip.open(file).read(), int(re.search(r"(\d{4})\.csv", file).group(1))) for file in files]
    for shift in shifts():
        if count >= rows:
            return count
        for text, year in texts:
            count += text.count(b"\n") - 1
            path = os.path.join(folder, f"transborder_dot2_{year + shift}.csv")
            if not os.path.exists(path):
                with open(path, "wb") as file:
                    file.write(re.sub(rb",%d(?=\r?\n)" % year, b",%d" % (year + shift), text))


def measure(binary, folder, rows):
    process, port, elapsed = start(binary, folder)
    try:
        processor = cpu(process)
        print(f"{rows:,} rows: load {elapsed:.1f} s, processor {processor:.1f} s ({processor / rows * 1e9:.0f} ns a row), "
              f"{resident(process) * 1048576 / rows:.1f} bytes a row", flush=True)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for name, path, _, _ in QUERIES:
            print(f"  {name}: {median(lambda: get(connection, path))[0] * 1e3:.2f} ms", flush=True)
    finally:
        process.terminate()
        process.wait()


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    binary, source, work = sys.argv[1:4]
    files = sorted(glob.glob(os.path.join(source, "transborder_dot2_*.csv.gz")))
    if not files:
        sys.exit("skipped: there are no TransBorder files in " + source)
    os.mkdir(work)
    try:
        with open(os.path.join(HERE, "dataset.json")) as file:
            description = file.read().replace("*.csv.gz", "*.csv")
        with open(os.path.join(work, "dataset.json"), "w") as file:
            file.write(description)
        shutil.copy(os.path.join(HERE, "modes.csv"), work)
        for millions in [float(text) for text in sys.argv[4:]] or [10, 30, 100]:
            measure(binary, work, write(files, work, int(millions * 1e6)))
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
