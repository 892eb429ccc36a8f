"""Ten to a thousand workers on paper: `python -m benchmarks.cluster [--workers N …] [--seed N] [--real]`.

A seeded simulation (benchmarks/simulated) of a busy hour: sites publish, half of them at once when there is great news,
somebody waits for every article, and the archive fills whatever is left. Prints the table of docs/cluster.md; with
`--real` the same articles go through three real workers (some two minutes).
"""

import argparse
import dataclasses
import math
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.simulated.cluster import Cluster, Outcome, Plan
from benchmarks.simulated.costs import MEASURED
from benchmarks.simulated.newsday import ARTICLES_A_DAY, PEAK, archive, lines_of, peak_hour

SIZES = (10, 30, 100, 300, 1_000)
WORKERS_A_NODE = 30
"""A node's one thread joins what 34 workers speak: the ratio of the two rates in simulated/costs.py."""
LOAD = 0.6
"""Of all workers, in the busiest hour, without the great news."""
CORES = 2
SECONDS = 1_200.0
NEWS_AT_S = 300.0
LOST_EVERY_S = 1_200.0
STREAMS = 3
"""Arrivals, archive, losses: each has a seed of its own, so that more workers meet the same articles."""
CASES = (
    ("listeners alone", False, None),
    ("and the archive", True, None),
    ("and each machine lost every 20 minutes", True, LOST_EVERY_S),
)


def hourly_of_worker() -> float:
    """Articles that one worker speaks in an hour."""
    lines = lines_of(np.random.default_rng(0), 2_000)
    each_s = sum(sum(line) * MEASURED.speech + len(line) * MEASURED.queue_s for line in lines) / len(lines)
    return 3_600 / each_s


def sites_for(workers: int) -> int:
    """How many sites keep them busy by `LOAD` in the busiest hour."""
    return math.floor(workers * LOAD * hourly_of_worker() / (ARTICLES_A_DAY / 24 * PEAK))


def simulated(
    plan: Plan, *, sites: int, seed: int, with_archive: bool, seconds: float = SECONDS, watched: bool = False
) -> Outcome:
    """One busy hour's part."""
    arrivals, filling, losses = np.random.SeedSequence(seed).spawn(STREAMS)
    articles = peak_hour(
        np.random.default_rng(arrivals), sites=sites, seconds=seconds, news_at_s=NEWS_AT_S / SECONDS * seconds
    )
    others = archive(np.random.default_rng(filling)) if with_archive else None
    cluster = Cluster(plan, int(losses.generate_state(1)[0]), watched=watched)
    return cluster.run(articles, archive=others, seconds=seconds)


def plan_for(workers: int, lost_every_s: float | None = None) -> Plan:
    """As docs/cluster.md advises: machines of two cores."""
    cores = min(CORES, workers)
    machines, nodes = math.ceil(workers / cores), max(2, math.ceil(workers / WORKERS_A_NODE))
    return Plan(machines, cores, nodes=nodes, lost_every_s=lost_every_s)


def percentiles(times_s: Sequence[float]) -> str:
    """p50 and p99, in seconds."""
    middle, late = np.percentile(times_s, [50, 99])
    return f"{middle:.2f}, {late:.2f}"


def row(what: str, plan: Plan, sites: int, outcome: Outcome) -> str:
    """A row of the table."""
    hours = outcome.seconds / 3_600
    late = np.array(outcome.late_s)
    return (
        f"| {plan.machines * plan.cores} | {plan.nodes} | {sites} | {what} | {len(outcome.ready_s) / hours:,.0f} "
        f"| {outcome.archived / hours:,.0f} | {percentiles(outcome.first_word_s)} | {percentiles(outcome.ready_s)} "
        f"| {np.mean(late > 0.1):.2%}, {np.percentile(late, 99.9):.1f} | {outcome.redone_s / outcome.worked_s:.2%} |"
    )


HEAD = (
    "| workers | nodes | sites | | listeners' articles an hour | archive's | first word p50, p99 (s) "
    "| whole article p50, p99 (s) | had to wait, p99.9 (s) | redone |\n|---|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--workers", type=int, nargs="+", default=SIZES)
    asked.add_argument("--seed", type=int, default=22)
    asked.add_argument("--real", action="store_true", help="compare the model with three real workers instead")
    given = asked.parse_args()
    if given.real:
        from benchmarks.simulated.real import compare  # starts servers

        compare(given.seed)
        return
    print(HEAD)
    began = time.perf_counter()
    lines = 0
    for workers in given.workers:
        for what, with_archive, lost_every_s in CASES:
            plan = plan_for(workers, lost_every_s)
            sites = sites_for(workers)
            outcome = simulated(plan, sites=sites, seed=given.seed, with_archive=with_archive)
            lines += outcome.lines
            print(row(what, plan, sites, outcome), flush=True)
    took_s = time.perf_counter() - began
    print(f"\nseed {given.seed}; {lines:,} Lines in {took_s:.0f} s. {dataclasses.asdict(MEASURED)}")


if __name__ == "__main__":
    main()
