"""What became of the mutants of `make mutants`: a line for each module, and every survivor that has no reason yet.

A mutant is found when a test fails, or never ends, or mypy refuses it. tests/mutants.toml says why some may live.
Exit code 1 when less than 90 % are found, or a survivor has no reason.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MUTANTS = ROOT / "mutants"
MUTMUT = Path(sys.executable).with_name("mutmut")
LEAST_FOUND = 0.9
SURVIVED, UNTESTED, REFUSED = (0,), (5, 33), (37,)
"""mutmut's exit codes: every test passed; no test runs it; mypy refuses it."""


def results() -> Iterator[tuple[str, str, int | None]]:
    """Module, mutant and exit code of every mutant; None: not tried."""
    for meta in sorted(MUTANTS.rglob("*.py.meta")):
        module = str(meta.relative_to(MUTANTS)).removesuffix(".meta")
        for mutant, code in json.loads(meta.read_bytes())["exit_code_by_key"].items():
            yield module, mutant, code


def changed_line(mutant: str) -> str:
    """The line as the mutant has it, without indentation; the lines, where there are several."""
    shown = subprocess.run([MUTMUT, "show", mutant], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    return "\n".join(line.strip() for line in re.findall(r"^\+(?!\+\+)(.*)$", shown, re.MULTILINE))


def function_of(mutant: str) -> str:
    """Its name as one writes it: app.store.files.Files.open."""
    module, _, mangled = mutant.partition("__mutmut_")[0].rpartition(".")
    return f"{module}.{mangled.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


def reasons() -> dict[tuple[str, str], str]:
    """Why a survivor may live, by function and changed line."""
    told = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text(encoding="utf-8"))["survivor"]
    return {(each["where"], line): each["why"] for each in told for line in each["lines"]}


def main() -> int:
    known, used = reasons(), set()
    by_module: dict[str, Counter[str]] = {}
    unexplained: list[str] = []
    for module, mutant, code in results():
        if code is None:
            kind = "not tried"
        elif code in REFUSED:
            kind = "by mypy"
        elif code in SURVIVED + UNTESTED:
            place = function_of(mutant), changed_line(mutant)
            kind = "with a reason" if place in known else "unexplained"
            used.add(place)
            if place not in known:
                unexplained.append(f"{mutant}\n    {place[0]}: {place[1]}")
        else:
            kind = "by tests"
        by_module.setdefault(module, Counter())[kind] += 1
    gone = [f"no such survivor any more: {where}: {line}" for where, line in known if (where, line) not in used]
    print(*unexplained, *gone, sep="\n")
    share = show(by_module)
    return int(share < LEAST_FOUND or bool(unexplained))


def show(by_module: dict[str, Counter[str]]) -> float:
    """Print a line for each module and one for all; the share that was found of all that were tried."""
    columns = ("by tests", "by mypy", "with a reason", "unexplained", "not tried")
    print(f"{'':32}" + "".join(f"{column:>15}" for column in columns) + "          found")
    share = 1.0
    for module, counts in [*by_module.items(), ("all", sum(by_module.values(), Counter[str]()))]:
        tried = counts.total() - counts["not tried"]
        share = (counts["by tests"] + counts["by mypy"]) / tried if tried else 1.0
        print(f"{module:32}" + "".join(f"{counts[column]:15}" for column in columns) + f"{share:15.1%}")
    return share


if __name__ == "__main__":
    sys.exit(main())
