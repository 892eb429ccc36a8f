"""All measurements: `make bench`."""

from benchmarks import night, render, sentences, spoken, text

spoken.main()
sentences.main()
text.main()
render.main()
night.main()
