"""`python -m app.cli` is `announcer`."""

from app.cli import main

main()
