"""All measurements: `make bench`."""

from benchmarks import heard, night, pages, phonemes, render, sentences, speech, spoken, text, waiting

spoken.main()
phonemes.main()
sentences.main()
text.main()
pages.main()
speech.main()
render.main()
night.main()
waiting.main()
heard.main()
