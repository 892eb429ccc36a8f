"""All measurements: `make bench`."""

from benchmarks import night, phonemes, render, sentences, speech, spoken, text, waiting

spoken.main()
phonemes.main()
sentences.main()
text.main()
speech.main()
render.main()
night.main()
waiting.main()
