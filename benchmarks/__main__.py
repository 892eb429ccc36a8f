"""All measurements: `make bench`."""

from benchmarks import render, sentences, spoken, text

spoken.main()
sentences.main()
text.main()
render.main()
