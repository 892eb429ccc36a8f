"""Who listens in a cluster: from whichever node, from a copy near by, or from the object store itself."""

import urllib.request

import pytest

from tests.cluster.nodes import Shared, until

pytestmark = [pytest.mark.cluster, pytest.mark.slow]


def test_listeners_may_be_sent_to_the_object_store_and_our_own_pages_play_from_here(site: Shared) -> None:
    with site.node("one", store_redirect_s=60) as one:
        view = one.narrate(article_id="a1")
        one.until_kept("a1", view["id"])
        address = f"/narrations/{view['id']}/audio.mp3"
        here = one.client.get(address, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
        assert here.status_code == 200
        sent = one.client.get(address, follow_redirects=False)
        assert (sent.status_code, sent.headers["cache-control"]) == (307, "no-store")
        with urllib.request.urlopen(sent.headers["location"]) as answer:
            assert answer.read() == here.content


def test_any_part_of_what_another_node_made_is_heard_and_then_is_near(site: Shared) -> None:
    with site.node("one") as one, site.node("two") as two:
        view = one.narrate(article_id="a1")
        one.until_kept("a1", view["id"])
        address = f"/narrations/{view['id']}/audio.mp3"
        whole = one.client.get(address).content
        part = two.client.get(address, headers={"Range": "bytes=1000-1999"})
        assert part.status_code == 206
        assert part.content == whole[1000:2000]
        copies = site.folder / "two" / "cache" / "copies"
        until(lambda: [path for path in copies.rglob("*") if path.is_file() and path.stat().st_size == len(whole)])
        site.proxy.fail(status=503, path="/sounds/")
        assert two.client.get(address).content == whole
        site.proxy.heal()


def test_what_a_node_has_heard_is_heard_while_the_store_is_down(site: Shared) -> None:
    with site.node("one") as one:
        view = one.narrate(article_id="a1")
        one.until_kept("a1", view["id"])
        address = f"/narrations/{view['id']}/audio.mp3"
        whole = one.client.get(address).content
        timeline = one.client.get(f"/narrations/{view['id']}/timeline.json").json()
        site.proxy.fail(status=503)
        assert one.client.get(address).content == whole
        assert one.client.get(f"/narrations/{view['id']}/timeline.json").json() == timeline
        refused = one.client.get("/narrations/" + "a" * 26)
        assert (refused.status_code, refused.json()["code"]) == (503, "store-unavailable")
        assert int(refused.headers["retry-after"]) > 0
        site.proxy.heal()
