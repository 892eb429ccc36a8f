"""What the service does by itself, beside answering, and how it ends."""

from pathlib import Path

import pytest

from app.announcer import Announcer
from app.errors import ShuttingDownError
from app.main import lasting
from app.narration.wish import Wish
from app.speech.pool import Lane
from tests.newspaper import Newspaper
from tests.newsroom.conftest import settings_for
from tests.serving import Tones


async def test_a_duty_that_breaks_off_is_told_and_begun_again(caplog: pytest.LogCaptureFixture) -> None:
    begun = 0

    async def duty() -> None:
        nonlocal begun
        begun += 1
        if begun == 1:
            raise ZeroDivisionError

    await lasting(duty, again_s=0)
    assert begun == 2
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.faults
async def test_a_disk_that_fails_at_the_end_keeps_no_part_open(
    tmp_path: Path, paper: Newspaper, caplog: pytest.LogCaptureFixture
) -> None:
    announcer = Announcer.open(settings_for(tmp_path, paper), load=Tones())
    (tmp_path / "cache").mkdir(exist_ok=True)
    (tmp_path / "cache" / "articles").write_text("a file stands where the folder should be")
    await announcer.narrator.ask(Wish(text="Nobody left before midnight."), article_id="2026-4711")
    await announcer.close()
    assert "not everything could be put in order at the end" in caplog.text
    with pytest.raises(ShuttingDownError):  # closed after what failed
        announcer.pool.submit(Lane.LIVE, print)
