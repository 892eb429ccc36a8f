"""The announcer's figures for Prometheus, read when they are asked for."""

import contextlib
from collections.abc import Collection, Container, Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.announcer import Announcer
from app.errors import StoreError
from app.speech.cores import usable_cores
from app.speech.pool import Lane
from app.store.kept import StoreStats
from app.workers.queue.broker import QUEUES
from app.workers.queue.calls import Calls
from app.workers.queue.presence import Roster
from app.workers.queue.workers import QueueWorkers


class _Figures(Collector):
    def __init__(self, announcer: Announcer, *, by_key: bool) -> None:
        self._announcer = announcer
        self._by_key = by_key

    def collect(self) -> Iterator[Metric]:
        """Each figure as it is now."""
        announcer = self._announcer
        narrations = CounterMetricFamily(
            "announcer_narrations", "Renders finished since the start, by outcome", labels=["outcome"]
        )
        narrations.add_metric(["published"], announcer.conductor.published)
        narrations.add_metric(["failed"], announcer.conductor.failed)
        yield narrations
        clips = CounterMetricFamily(
            "announcer_clips", "Lines spoken, or found in the store, since the start", labels=["source"]
        )
        clips.add_metric(["spoken"], announcer.clips.spoken)
        clips.add_metric(["found"], announcer.clips.found)
        yield clips
        yield GaugeMetricFamily(
            "announcer_renders_under_way", "Renders queued or rendering", announcer.conductor.under_way
        )
        waiting = GaugeMetricFamily("announcer_lines_waiting", "Lines waiting to be spoken, by lane", labels=["lane"])
        for lane in Lane:
            waiting.add_metric([lane.value], announcer.pool.waiting(lane))
        yield waiting
        yield GaugeMetricFamily(
            "announcer_speech_workers", "Workers that speak", announcer.settings.workers or usable_cores()
        )
        with contextlib.suppress(StoreError):  # the index cannot be read: the other figures are still told
            yield from _kept(announcer.store.stats())
        yield GaugeMetricFamily("announcer_voices_loaded", "Voices in memory", len(announcer.workers.held))
        yield from shared_figures(announcer.parts.checks, announcer.shared_faults)
        if isinstance(announcer.workers, QueueWorkers):
            yield from queue_figures(announcer.workers.roster, announcer.workers.calls, announcer.workers.spoken_here)
        if self._by_key:
            with contextlib.suppress(StoreError):  # so is the account
                yield from self._used()

    def _used(self) -> Iterator[Metric]:
        usage = self._announcer.usage
        spent = usage.of_day(usage.today())
        for member, what in (
            ("requests", "Requests made today (UTC), by key"),
            ("characters", "Characters asked to be read today (UTC), by key"),
            ("refused", "Requests refused today (UTC) for a key's limits, by key"),
        ):
            metric = CounterMetricFamily(f"announcer_key_{member}", what, labels=["key"])
            for name, each in spent.items():
                metric.add_metric([name], getattr(each, member))
            yield metric


def _kept(stats: StoreStats) -> Iterator[Metric]:
    kept = GaugeMetricFamily("announcer_store_files", "What the store holds, by kind", labels=["kind"])
    sizes = GaugeMetricFamily("announcer_store_bytes", "Bytes of what the store holds, by kind", labels=["kind"])
    kept.add_metric(["articles"], stats.articles)
    for kind, count, size in (
        ("clips", stats.clips, stats.clip_bytes),
        ("narrations", stats.narrations, stats.narration_bytes),
    ):
        kept.add_metric([kind], count)
        sizes.add_metric([kind], size)
    yield from (kept, sizes)


def shared_figures(parts: Collection[str], faults: Container[str]) -> Iterator[Metric]:
    """Nothing where machines share nothing."""
    if parts:
        answers = GaugeMetricFamily(
            "announcer_shared_answers", "1 where a part that machines share answers this node, else 0", labels=["part"]
        )
        for part in parts:
            answers.add_metric([part], part not in faults)
        yield answers


def queue_figures(roster: Roster, calls: Calls, spoken_here: int) -> Iterator[Metric]:
    """What a node knows of the queue."""
    there = GaugeMetricFamily("announcer_queue_workers", "Workers elsewhere that this node hears", labels=["queue"])
    slots = GaugeMetricFamily("announcer_queue_slots", "Lines that they can speak at once", labels=["queue"])
    lines = GaugeMetricFamily("announcer_queue_lines", "This node's Lines in the queue", labels=["queue", "state"])
    present, on_the_way = roster.there(), calls.on_the_way()
    for queue in QUEUES:
        there.add_metric([queue], sum(each.queue == queue for each in present))
        slots.add_metric([queue], roster.slots(queue))
        for state, is_spoken in (("waiting", False), ("spoken", True)):
            lines.add_metric([queue, state], on_the_way[queue, is_spoken])
    yield from (there, slots, lines)
    yield CounterMetricFamily("announcer_queue_lost", "Workers lost over this node's Lines since the start", calls.lost)
    yield CounterMetricFamily("announcer_queue_here", "Lines spoken here for want of workers elsewhere", spoken_here)


def registry_of(announcer: Announcer, *, by_key: bool) -> CollectorRegistry:
    """A registry with this announcer's figures alone; `by_key`: and with what each key used, which names the desks."""
    registry = CollectorRegistry()
    registry.register(_Figures(announcer, by_key=by_key))
    return registry
