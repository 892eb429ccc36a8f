"""All measurements: `make bench`."""

from benchmarks import render, sentences, spoken

spoken.main()
sentences.main()
render.main()
