"""What became of the mutants of `make mutants`: a line for each module, and every survivor that has no reason yet.

A mutant is found when a test fails, or never ends, or mypy refuses it. tests/mutants.toml says why some may live.
Exit code 1 when less than 90 % are found, or a survivor has no reason.

With --known it enters every mutant that has a reason and was not tried yet as a survivor instead, so that mutmut passes
it: a survivor costs all the tests that run its line, and counts against us either way.
"""

import ast
import difflib
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
MUTANTS = ROOT / "mutants"
LEAST_FOUND = 0.9
SURVIVED, UNTESTED, REFUSED = (0,), (5, 33), (37,)
"""mutmut's exit codes: every test passed; no test runs it; mypy refuses it."""


def results() -> Iterator[tuple[str, str, int | None]]:
    """Module, mutant and exit code of every mutant; None: not tried."""
    for meta in sorted(MUTANTS.rglob("*.py.meta")):
        module = str(meta.relative_to(MUTANTS)).removesuffix(".meta")
        for mutant, code in json.loads(meta.read_bytes())["exit_code_by_key"].items():
            yield module, mutant, code


@cache
def functions(module: str) -> dict[str, str]:
    """The source of every function of a mutated module, by its mangled name."""
    source = (MUTANTS / module).read_text(encoding="utf-8")
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    lines = source.splitlines()
    return {node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno]) for node in nodes}


def changed_line(module: str, mutant: str) -> str:
    """The line as the mutant has it, without indentation; the lines, where there are several; "" for one left out."""
    name = mutant.rpartition(".")[2]
    original = f"{name.partition('__mutmut_')[0]}__mutmut_orig"
    before, after = (functions(module)[each].replace(each, "").splitlines() for each in (original, name))
    return "\n".join(line[2:].strip() for line in difflib.ndiff(before, after) if line.startswith("+ "))


def function_of(mutant: str) -> str:
    """Its name as one writes it: app.store.files.Files.open."""
    module, _, mangled = mutant.partition("__mutmut_")[0].rpartition(".")
    return f"{module}.{mangled.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why mutants of a place may live: `where` is a function's name, or a pattern of names as a shell has them."""

    where: str
    lines: list[str]
    """As the mutant has them."""

    kind: str
    """Or a regular expression of which something is found in the line."""

    def holds(self, where: str, line: str) -> bool:
        """Whether it speaks of this mutant."""
        if not fnmatchcase(where, self.where):
            return False
        return line in self.lines or bool(self.kind and re.search(self.kind, line))


def reasons() -> list[Reason]:
    """What tests/mutants.toml says."""
    told = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text(encoding="utf-8"))["survivor"]
    return [Reason(each["where"], each.get("lines", []), each.get("kind", "")) for each in told if each["why"]]


def enter_known() -> None:
    """Enter what a reason lets live as survivors."""
    known = reasons()
    for meta in MUTANTS.rglob("*.py.meta"):
        module = str(meta.relative_to(MUTANTS)).removesuffix(".meta")
        told = json.loads(meta.read_bytes())
        codes = told["exit_code_by_key"]
        for mutant in [mutant for mutant, code in codes.items() if code is None]:
            where, line = function_of(mutant), changed_line(module, mutant)
            if any(reason.holds(where, line) for reason in known):
                codes[mutant] = SURVIVED[0]
        meta.write_text(json.dumps(told, indent=4), encoding="utf-8")


def main() -> int:
    if sys.argv[1:] == ["--known"]:
        enter_known()
        return 0
    known = reasons()
    used: set[int] = set()
    by_module: dict[str, Counter[str]] = {}
    unexplained: list[str] = []
    for module, mutant, code in results():
        if code is None:
            kind = "not tried"
        elif code in REFUSED:
            kind = "by mypy"
        elif code in SURVIVED + UNTESTED:
            where, line = function_of(mutant), changed_line(module, mutant)
            holding = [number for number, reason in enumerate(known) if reason.holds(where, line)]
            kind = "with a reason" if holding else "unexplained"
            used.update(holding)
            if not holding:
                unexplained.append(f"{mutant}\n    {where}: {line}")
        else:
            kind = "by tests"
        by_module.setdefault(module, Counter())[kind] += 1
    gone = [f"no survivor of {reason} any more" for number, reason in enumerate(known) if number not in used]
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
