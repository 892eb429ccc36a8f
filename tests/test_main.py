"""What the service does by itself, beside answering."""

import pytest

from app.main import lasting


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
