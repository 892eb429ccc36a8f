"""How the embedded Turkish voice is made: README.md."""

import sys

import app as app  # before any library that would report to its maker

if sys.argv[0] == "-m" and "--help" in sys.argv:
    raise SystemExit("What each command takes is in voices/recipe/README.md.")
