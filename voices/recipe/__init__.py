"""How the embedded Turkish voice is made: README.md."""

import app as app  # before any library that would report to its maker
