"""HLS segments in a browser's own MP3 parser, as players hand them over (Media Source Extensions)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.api.test_stream import LONG
from tests.serving import Service, service

APPEND_ALL = """async (names) => {
  const source = new MediaSource();
  const audio = new Audio(URL.createObjectURL(source));
  await new Promise((opened) => { source.onsourceopen = opened; });
  const buffer = source.addSourceBuffer("audio/mpeg");
  for (const name of names) {
    const data = await (await fetch(name)).arrayBuffer();
    const done = new Promise((resolve, reject) => { buffer.onupdateend = resolve; buffer.onerror = reject; });
    buffer.appendBuffer(data);
    await done;
  }
  audio.muted = true;
  await audio.play();
  return [buffer.buffered.length, buffer.buffered.end(0)];
}"""


@pytest.fixture
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("service")) as running:
        yield running


def test_the_segments_play_one_after_another_without_a_gap(page: Page, here: Service) -> None:
    view = here.narrate(LONG)
    names = re.findall(r"^segments/.*$", here.client.get(view["stream_url"]).text, re.MULTILINE)
    page.goto(f"{here.client.base_url}/healthz")
    ranges, end_s = page.evaluate(APPEND_ALL, [f"/narrations/{view['id']}/{name}" for name in names])
    assert len(names) > 3
    assert ranges == 1
    assert end_s == pytest.approx(view["duration_s"] + 0.1, abs=0.06), "with what players of the MP3 cut off"
