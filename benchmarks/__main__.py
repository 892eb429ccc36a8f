"""All measurements: `make bench`."""

from benchmarks import night, render, sentences, speech, spoken, text, waiting

spoken.main()
sentences.main()
text.main()
speech.main()
render.main()
night.main()
waiting.main()
