"""All measurements: `make bench`."""

from benchmarks import night, pages, render, sentences, speech, spoken, text, waiting

spoken.main()
sentences.main()
text.main()
pages.main()
speech.main()
render.main()
night.main()
waiting.main()
