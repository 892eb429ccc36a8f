"""All measurements: `make bench`."""

from benchmarks import render, sentences, speech, spoken, text

spoken.main()
sentences.main()
text.main()
speech.main()
render.main()
