import app as app  # before any library that would report to its maker
