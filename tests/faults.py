"""The faults that are promised to do no harm, what must hold, and the tests that try: `make faults` prints verdicts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault. `tests` are beginnings of test names, `file::test`; none where the fault cannot happen here."""

    number: int
    what: str
    holds: str
    tests: tuple[str, ...]
    why_not: str = ""


STORE = "store/test_local_store_faults.py::test_"
INDEX = "store/test_index.py::test_"
OBJECTS = "store/test_object_store_faults.py::test_"
OBJECT_INDEX = "store/test_object_index.py::test_"
POSTGRES = "cluster/test_postgres.py::test_"
WHOLE = "cluster/test_whole.py::test_"
CONDUCTOR = "narration/test_conductor.py::test_"
LISTENERS = "narration/test_listeners.py::test_"
PROCESSES = "narration/test_processes.py::test_"
WORKERS = "workers/test_process_workers.py::test_"
QUEUE = "cluster/test_queue.py::test_"
BAD = "api/test_bad_input.py::test_"
FETCH = "ingest/test_fetch.py::test_"
DOCUMENTS = "ingest/test_documents.py::test_"
CONNECTIONS = "api/test_connections.py::test_"
ENDURANCE = "test_endurance.py::test_"

FAULTS = (
    Fault(
        1,
        "SIGKILL in mid-render, at any file operation",
        "no partial file; the next request renders",
        (f"{STORE}a_writer_killed", f"{STORE}what_a_dead_writer", "newsroom/test_night.py::test_killed_at_any"),
    ),
    Fault(
        2,
        "SIGTERM in mid-render and mid-stream",
        "no truncated 200; exit 0 in the grace",
        (f"{CONDUCTOR}a_stop", f"{PROCESSES}a_stop_ends", "cli/test_serve_command.py::test_it_prints"),
    ),
    Fault(
        3,
        "disk full, or failing at the n-th call",
        "typed 507; nothing half-published; cached audio served",
        (f"{STORE}a_disk_that_fails", "newsroom/test_night.py::test_a_full_disk"),
    ),
    Fault(
        4,
        "truncated, empty, bit-flipped file; a folder in its place",
        "found, quarantined, made again",
        (
            f"{STORE}a_damaged",
            f"{STORE}a_truncated",
            f"{STORE}a_folder",
            f"{STORE}a_flipped",
            "newsroom/test_healer.py::test_",
        ),
    ),
    Fault(
        5,
        "corrupt, missing, replaced model; damaged lexicon",
        "that voice 503, others work, readyz degraded",
        ("api/test_health.py::test_a_",),
    ),
    Fault(
        6,
        "many identical cold requests, of several nodes too",
        "each line spoken once, equal bodies",
        (f"{CONDUCTOR}many_identical", f"{QUEUE}of_two_nodes", f"{WHOLE}every_line"),
    ),
    Fault(
        7,
        "a listener leaves at any point",
        "the others hear on; nothing is orphaned",
        (f"{CONDUCTOR}a_listener_who", f"{LISTENERS}a_render", f"{LISTENERS}a_listener"),
    ),
    Fault(
        8,
        "many different cold articles",
        "bounded queue, 503 with Retry-After, cached hits unaffected",
        (f"{CONDUCTOR}a_full_queue", "narration/test_bulkheads.py::test_one_more", f"{WHOLE}every_line"),
    ),
    Fault(
        9,
        "slowloris, slow readers, too many sockets",
        "deadlines close; others served; one line of log",
        (CONNECTIONS,),
    ),
    Fault(
        10,
        "huge body, deep JSON, a million members",
        "413 before reading past the cap; one 422",
        (f"{BAD}a_body", f"{BAD}what_is_not_json", "narration/test_bulkheads.py::test_a_million"),
    ),
    Fault(
        11,
        "SSRF: addresses, redirects, rebinding, bombs",
        "typed 4xx; no connection at a canary",
        (f"{FETCH}the_private", f"{FETCH}redirects", f"{FETCH}a_bomb", f"{FETCH}a_post", f"{BAD}an_address"),
    ),
    Fault(
        12,
        "traversal in ids, NUL, links in the cache",
        "404; nothing outside opened",
        (f"{STORE}a_planted", f"{STORE}what_is_no_id", "api/test_narrations.py::test_what_is_no_id"),
    ),
    Fault(
        13,
        "unicode: surrogates, NUL, marks, emoji only, no stop",
        "422 or audio; no crash",
        (f"{BAD}text_without", f"{BAD}a_lone", f"{BAD}no_request"),
    ),
    Fault(14, "hostile HTML, XML, feeds", "limits of time and memory; typed error", (DOCUMENTS,)),
    Fault(15, "clock jumps", "no mass expiry", (f"{ENDURANCE}a_clock",)),
    Fault(
        16,
        "a process killed or frozen, then back",
        "its work is done by another; its late write changes nothing",
        (
            f"{PROCESSES}a_frozen",
            "cluster/test_nodes.py::test_what_was_accepted_by",
            "cluster/test_nodes.py::test_a_night_whose_node",
            "cluster/test_nodes.py::test_a_listener_goes_on",
            f"{QUEUE}a_line_whose_worker",
            "store/test_store_conformance.py::test_a_writer_that",
            "store/test_object_store_machines.py::test_a_writer",
            f"{WHOLE}a_listener_whose",
            f"{WHOLE}a_worker_lost",
        ),
    ),
    Fault(
        17,
        "broker restart, with and without loss",
        "the node speaks meanwhile, the workers again later; nothing is stuck",
        (f"{QUEUE}while_the_broker", f"{WHOLE}a_broker"),
    ),
    Fault(
        18,
        "object store down, slow, full, cut, refusing, lying",
        "retries in a budget; nothing half-published; copies are served, the rest 503",
        (
            OBJECTS,
            "cluster/test_objects.py::test_",
            "cluster/test_nodes.py::test_a_store_that_is",
            "cluster/test_listening.py::test_what_a_node",
            f"{WHOLE}a_store",
        ),
    ),
    Fault(
        19,
        "poison input that kills the engine, or the worker",
        "others speak on; the voice, or the sentence, is set aside",
        (WORKERS, f"{QUEUE}a_line_that_ends"),
    ),
    Fault(
        20,
        "eviction while streaming, delete while rendering, two evictors",
        "open readers finish; 410; files agree",
        (
            f"{ENDURANCE}two_evictors",
            "store/test_store_conformance.py::test_a_retraction",
            "api/test_narrations.py::test_retracting",
        ),
    ),
    Fault(
        21,
        "range abuse",
        "206 or 416 by RFC 9110",
        (
            "api/test_narrations.py::test_every_range",
            "api/test_narrations.py::test_a_range",
            "api/test_narrations.py::test_what_is_no_single",
        ),
    ),
    Fault(22, "50 starts and stops", "descriptors and threads flat", (f"{ENDURANCE}fifty",)),
    Fault(23, "a web page drives the announcer", "foreign Host and Origin refused", ("api/test_origins.py::test_",)),
    Fault(
        24,
        "a library reports to its maker",
        "no file in HOME, no socket beyond loopback",
        ("test_nothing_leaves.py::test_",),
    ),
    Fault(
        25,
        "a stop after a 202, or in a night",
        "made by who starts next; called back at least once",
        ("newsroom/test_accepted.py::test_", "newsroom/test_nights.py::test_"),
    ),
    Fault(
        26,
        "voices load and books are read",
        "cached sound does not wait",
        ("narration/test_bulkheads.py::test_cached", "narration/test_texts.py::test_"),
    ),
    Fault(
        27,
        "invented addresses of one's own site",
        "a few at once by network; the CMS unaffected",
        (
            "newsroom/test_stand.py::test_a_few",
            "newsroom/test_stand.py::test_a_network",
            "newsroom/test_stand.py::test_invented",
        ),
    ),
    Fault(
        28, "listeners at the instant of publishing", "the whole sound", (f"{STORE}who_comes", f"{STORE}another_writer")
    ),
    Fault(
        29,
        "a voice's download breaks, its disk is full, the service stops",
        "what came is kept and taken up; 507; nothing half-installed",
        (
            "api/test_voices.py::test_a_download",
            "api/test_voices.py::test_a_full_disk",
            "api/test_voices_stop.py::test_",
            "voices/test_voice_install.py::test_a_failure_at_any",
        ),
    ),
    Fault(
        30,
        "a voice is removed while it speaks",
        "the sentence is finished; nothing of it stays",
        ("api/test_voices.py::test_a_voice_is_removed",),
    ),
    Fault(
        31,
        "index killed at, damaged, locked, full, behind, read-only, away",
        "files are written, calls answer, it equals a scan",
        (
            f"{INDEX}a_process_killed",
            f"{INDEX}a_disk",
            f"{INDEX}a_damaged",
            f"{INDEX}a_locked",
            f"{INDEX}a_full",
            f"{INDEX}files_that",
            f"{INDEX}two_writers",
            f"{INDEX}a_clock",
            OBJECT_INDEX,
            POSTGRES,
            "newsroom/test_letting_go.py::test_a_clock",
        ),
    ),
)


def named(node: str) -> list[Fault]:
    """The faults that a test tries, by its node id."""
    name = node.removeprefix("tests/")
    return [fault for fault in FAULTS if name.startswith(fault.tests)]


def table(outcomes: Iterable[tuple[str, bool]]) -> list[str]:
    """A line for each fault, from the node ids of the tests that ran and whether they passed."""
    found: dict[int, list[bool]] = defaultdict(list)
    for node, passed in outcomes:
        for fault in named(node):
            found[fault.number].append(passed)
    lines = []
    for fault in FAULTS:
        ran = found[fault.number]
        if fault.why_not:
            verdict = f"does not apply: {fault.why_not}"
        elif not ran:
            verdict = "NOT TRIED"
        else:
            verdict = f"holds ({len(ran)} tests)" if all(ran) else f"BROKEN ({ran.count(False)} of {len(ran)} tests)"
        lines.append(f"{fault.number:>2}  {fault.what:<62} {verdict}")
    return lines
