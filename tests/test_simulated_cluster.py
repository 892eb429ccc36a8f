"""The cluster on paper keeps what a real one must, and agrees with what queueing theory knows."""

import dataclasses
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.cluster import hourly_of_worker, plan_for, simulated
from benchmarks.simulated.clock import Clock
from benchmarks.simulated.cluster import Cluster, Outcome, Plan
from benchmarks.simulated.costs import Costs
from benchmarks.simulated.machines import PATIENT
from benchmarks.simulated.newsday import Article, archive, peak_hour

FREE = Costs(speech=1.0, joining=0.0, queue_s=0.0, load_s=0.0, first_byte_s=0.0)
"""A second of speech takes a worker a second, and nothing else takes any time."""


def burst(count: int, lines: int, *, seed: int = 1) -> list[Article]:
    chance = np.random.default_rng(seed)
    return [Article(float(n), n % 3, chance.uniform(1, 9, lines).tolist()) for n in range(count)]


@settings(max_examples=25, deadline=None)
@given(
    plan=st.builds(
        Plan,
        machines=st.integers(1, 5),
        cores=st.integers(1, 3),
        nodes=st.integers(1, 3),
        speakers=st.integers(0, 2),
        ahead=st.integers(1, 40),
        is_new=st.booleans(),
        lost_every_s=st.one_of(st.none(), st.floats(3, 60)),
    ),
    seed=st.integers(0, 1_000),
)
def test_every_line_is_spoken_whatever_is_lost(plan: Plan, seed: int) -> None:
    cluster = Cluster(plan, seed, watched=True)
    outcome = cluster.run(burst(9, 11, seed=seed), archive=iter(burst(4, 5, seed=seed)), seconds=2.0)
    listeners = 99 - (9 if plan.speakers else 0)
    assert len(outcome.ready_s) == 9
    assert 99 <= outcome.lines <= 99 + 20
    assert listeners <= len(outcome.spans)
    assert len(outcome.spans) <= outcome.lines + outcome.spoken_twice + 2 * plan.cores * outcome.lost
    assert (outcome.redone_s > 0) <= (outcome.lost > 0)
    assert outcome.worked_s <= plan.machines * plan.cores * cluster.clock.now_s + 1e-6
    nobody_does_two_at_once(outcome)


def nobody_does_two_at_once(outcome: Outcome) -> None:
    free_at: dict[int, float] = {}
    for worker, begun, ended in sorted(outcome.spans, key=lambda span: span[1]):
        assert free_at.get(worker, 0.0) <= begun <= ended, worker
        free_at[worker] = ended


def test_the_same_seed_gives_the_same_figures_and_another_gives_others() -> None:
    plan = plan_for(6, lost_every_s=120)
    runs = [simulated(plan, sites=40, seed=seed, with_archive=True, seconds=60) for seed in (1, 1, 2)]
    assert dataclasses.asdict(runs[0]) == dataclasses.asdict(runs[1]) != dataclasses.asdict(runs[2])


@pytest.mark.parametrize("lost_every_s", [None, 300.0])
def test_more_workers_are_never_slower(lost_every_s: float | None) -> None:
    """For the same articles; a twentieth is noise: which worker is lost with which Line differs."""
    ready: list[tuple[float, ...]] = []
    for workers in (4, 6, 9, 14, 21):
        plan = dataclasses.replace(plan_for(workers, lost_every_s), nodes=3)
        outcome = simulated(plan, sites=60, seed=3, with_archive=False, seconds=120)
        ready.append((float(np.mean(outcome.ready_s)), float(np.percentile(outcome.ready_s, 99))))
    for fewer, more in itertools.pairwise(ready):
        assert all(after <= 1.05 * before for before, after in zip(fewer, more, strict=True)), ready


@pytest.mark.parametrize(("workers", "load"), [(1, 0.5), (4, 0.7), (20, 0.9)])
def test_lines_wait_as_long_as_erlang_says(workers: int, load: float) -> None:
    """M/M/c: Poisson arrivals, exponential lengths; the mean wait is Erlang's C(c, a) / (c - a), in mean lengths."""
    chance = np.random.default_rng(7)
    count = 40_000
    times = np.cumsum(chance.exponential(1 / (workers * load), count))
    lengths = chance.exponential(1.0, count)
    articles = [Article(at, 0, [length]) for at, length in zip(times.tolist(), lengths.tolist(), strict=True)]
    outcome = Cluster(Plan(workers, cores=1, speakers=0, costs=FREE), 1, watched=True).run(articles)
    offered = workers * load
    full = offered**workers / math.factorial(workers) / (1 - load)
    waits = full / (sum(offered**n / math.factorial(n) for n in range(workers)) + full)
    expected = waits / (workers - offered)
    assert np.mean(outcome.queued_s[True]) == pytest.approx(expected, rel=0.15)


def test_throughput_grows_with_workers() -> None:
    done = []
    for workers in (1, 8):
        others = archive(np.random.default_rng(1))
        outcome = Cluster(Plan(workers, cores=1), 1).run([], archive=others, seconds=3_600)
        done.append(outcome.archived)
    assert done[0] == pytest.approx(hourly_of_worker(), rel=0.15)
    assert done[1] >= 7.2 * done[0]


def test_the_archive_keeps_no_listener_waiting_for_the_first_word() -> None:
    plan = plan_for(8)
    alone, beside = (simulated(plan, sites=30, seed=5, with_archive=more, seconds=120) for more in (False, True))
    assert beside.archived > 0
    assert sorted(alone.first_word_s) == pytest.approx(sorted(beside.first_word_s))


def test_the_archive_takes_no_more_of_a_core_than_its_patience_allows() -> None:
    """Listeners' articles beside a full archive take as long as on cores a tenth slower, and the archive goes on."""
    plan = plan_for(8)
    slower = Costs(speech=Costs().speech / (1 - PATIENT), queue_s=Costs().queue_s / (1 - PATIENT))
    beside = simulated(plan, sites=40, seed=5, with_archive=True, seconds=300)
    alone = simulated(dataclasses.replace(plan, costs=slower), sites=40, seed=5, with_archive=False, seconds=300)
    assert np.mean(beside.ready_s) == pytest.approx(np.mean(alone.ready_s), rel=0.1)
    assert beside.archived > 0


def test_a_lost_worker_delays_a_listener_by_what_it_takes_to_notice() -> None:
    """One listener, workers to spare: whoever is lost, the article is ready that much later at the most."""
    article = Article(0.0, 0, [6.0] * 12)
    plan = Plan(12, cores=1, ahead=12)
    well = Cluster(plan, 1).run([article])
    delays = []
    for seed in range(40):
        ill = Cluster(dataclasses.replace(plan, lost_every_s=4.0, costs=Costs(noticed_s=1.0)), seed).run([article])
        delays.append(ill.ready_s[0] - well.ready_s[0])
    assert 0 < max(delays) < 3 * (1.0 + 6.0 * Costs().speech + 0.2)
    assert min(delays) >= -1e-9


def test_great_news_comes_at_its_moment_and_articles_are_a_newsrooms() -> None:
    articles = peak_hour(np.random.default_rng(1), sites=400, seconds=1_200, news_at_s=300)
    times = np.array([each.at_s for each in articles])
    assert (np.diff(times) >= 0).all()
    steady, news = (np.count_nonzero((times >= start) & (times < start + 180)) for start in (0, 300))
    assert news > 1.5 * steady
    minutes = [sum(each.sounds) / 60 for each in articles]
    assert np.median(minutes) == pytest.approx(5, rel=0.1)  # 700 words
    assert min(len(each.sounds) for each in articles) >= 2


def test_the_clock_keeps_the_order_of_asking() -> None:
    clock = Clock()
    heard: list[str] = []
    for name in "abc":
        clock.after(1.0, heard.append, name)
    clock.after(0.5, heard.append, "first")
    clock.run(lambda: False)
    assert (heard, clock.now_s) == (["first", "a", "b", "c"], 1.0)
