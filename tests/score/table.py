#!/usr/bin/env python3
"""The error of gpulint's estimates by framework, from published measurements.

    table.py FOLDER GPULINT [FILE]

With a FILE that shows the table, only tell what moved by more than two
points there.  FOLDER holds the measured cases and the program `score` that runs them.
"""
import json
import re
import statistics
import subprocess
import sys
import tempfile


def framework_of(folder, group, case):
    """What the workload of a case names, and what it does."""
    with open("%s/cases/%s/%s.yaml" % (folder, group, case)) as f:
        text = f.read()
    name = re.search(r"^framework: *\{name: *([\w.-]+)", text, re.M)
    engine = re.search(r"\bengine: *([\w.-]+)", text)
    if engine and engine[1] == "transformers":
        return "transformers, generating"
    return engine[1] if engine else name[1] if name else "torch alone"


def quantile(values, share):
    values = sorted(values)
    at = share * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


def row(name, cases):
    errors = [abs(c["error"]) for c in cases]
    signed = [c["error"] for c in cases]
    inside = [c["inside"] for c in cases if c["inside"] is not None]
    return (name, len(cases), statistics.median(errors),
            quantile(errors, 0.9), statistics.median(signed),
            sum(inside) / len(inside) if inside else None)


def moved(shown, name, figures):
    """What a file shows of a row, where that is no longer so."""
    found = re.search(r"^ *%s +(\d+) +([\d.]+)%% +([\d.]+)%%" %
                      re.escape(name), shown, re.M)
    if not found:
        return "%s: not shown" % name
    _, n, median, p90, _, _ = figures
    if int(found[1]) == n and abs(float(found[2]) - 100 * median) <= 2 and \
            abs(float(found[3]) - 100 * p90) <= 2:
        return None
    return "%s: %d cases, median %.1f%%, p90 %.1f%%, not %s" % (
        name, n, 100 * median, 100 * p90, found[0].strip())


def main():
    folder, gpulint, *compared = sys.argv[1:]
    with tempfile.NamedTemporaryFile() as f:
        subprocess.run([folder + "/score", "--gpulint", gpulint, "--dir",
                        folder, "--json", f.name], check=True,
                       stdout=subprocess.DEVNULL)
        answer = json.load(f)
    by_name = {}
    for case in answer["cases"]:
        if case["kind"] in ("peak", "component") and \
                case["error"] is not None:
            name = framework_of(folder, case["group"], case["id"])
            by_name.setdefault(name, []).append(case)
    if compared:
        with open(compared[0]) as f:
            shown = f.read()
        wrong = [moved(shown, name, row(name, by_name[name]))
                 for name in sorted(by_name)]
        print("\n".join(w for w in wrong if w))
        sys.exit(any(wrong))
    print("%-26s %5s %7s %7s %7s %7s" % ("framework", "cases", "median",
                                        "p90", "bias", "inside"))
    for name in sorted(by_name, key=lambda n: -len(by_name[n])):
        _, n, median, p90, bias, inside = row(name, by_name[name])
        print("%-26s %5d %6.1f%% %6.1f%% %+6.1f%% %7s" % (
            name, n, 100 * median, 100 * p90, 100 * bias,
            "-" if inside is None else "%.0f%%" % (100 * inside)))
    verdicts = answer["summary"]["verdicts"]
    macro = answer["summary"]["macro"]
    print("\n%d cases of %d groups; each group counted alike: median %.1f%%, "
          "p90 %.1f%%." % (macro["n"], macro["groups"],
                           100 * macro["macro_median"],
                           100 * macro["macro_p90"]))
    print("Jobs that ran out of memory: %d of %d called so or tight; jobs "
          "that ran: %d of\n%d called overflows." % (
              verdicts["negatives_caught"], verdicts["negatives"],
              verdicts["false_overflow"], verdicts["positives"]))


if __name__ == "__main__":
    main()
