"""The three sentences that say most of an article, where the newsroom gives no summary.

Extractive: LexRank (Erkan and Radev, 2004) as sumy has it, over our own sentences. Nothing is rewritten, so nothing is
invented; the label says that no editor chose.
"""

from collections.abc import Sequence

from app.errors import InvalidSettingError
from app.text.article import Article, BlockKind
from app.text.sentences import split_sentences

POINTS = 3
FEWEST = 8
"""Sentences; what is shorter is soon read."""
LOOKED_AT = 150
"""Sentences: the method compares each with each, and news says what matters first."""
SHORTEST_WORDS, LONGEST_WORDS = 6, 45
LABELS = {"en": "Summary, made automatically.", "tr": "Otomatik oluşturulan özet."}
TURKISH_STOP_WORDS = frozenset(
    """
    ama ancak arasında aslında bana bazı belki ben beni bir biraz biri birkaç biz bize böyle bu buna bunda bundan bunlar
    bunu bunun çok çünkü da daha de defa değil diğer diye dolayı en gibi göre hangi hatta hem henüz hep hepsi her
    herkes hiç için ile ise işte kadar karşı kendi ki kim mı mi mu mü nasıl ne neden nerede niye o olan olarak oldu
    olduğu olur on ona ondan onlar onu onun onlara onları onların sadece sanki sen siz son sonra şey şu şöyle tüm üzere
    var ve veya ya yani yine yok zaten
    """.split()
)
"""sumy has none of Turkish."""


def automatic_summary(article: Article) -> tuple[str, ...]:
    """A label and three sentences of the article in its order; empty for a short one, or another language.

    Raises InvalidSettingError where the library is not installed.
    """
    label = LABELS.get(article.language)
    sentences = [
        " ".join(article.text[block.start : block.end][start:end].split())
        for block in article.blocks
        if block.kind is BlockKind.PARAGRAPH
        for start, end in split_sentences(article.text[block.start : block.end], article.language)
    ][:LOOKED_AT]
    fitting = [each for each in dict.fromkeys(sentences) if SHORTEST_WORDS <= len(each.split()) <= LONGEST_WORDS]
    if label is None or len(sentences) < FEWEST or len(fitting) <= POINTS:
        return ()
    return (label, *_chosen(fitting, article.language))


def _chosen(sentences: Sequence[str], language: str) -> list[str]:
    try:
        from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence  # noqa: PLC0415 - optional and slow
        from sumy.summarizers.lex_rank import LexRankSummarizer  # noqa: PLC0415
        from sumy.utils import get_stop_words  # noqa: PLC0415
    except ImportError as error:
        raise InvalidSettingError("Automatic summaries need sumy: pip install '.[summary]' (in its folder).") from error
    summarizer = LexRankSummarizer()
    summarizer.stop_words = TURKISH_STOP_WORDS if language == "tr" else get_stop_words("english")
    document = ObjectDocumentModel([Paragraph([Sentence(each, _Words()) for each in sentences])])
    return [str(each) for each in summarizer(document, POINTS)]


class _Words:
    """What sumy takes for a tokenizer; its own ones would download data."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """The words, small."""
        words = "".join(each if each.isalnum() else " " for each in sentence.replace("İ", "i").lower())
        return tuple(words.split())
