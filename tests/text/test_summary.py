"""The automatic summary: the article's own sentences, and said to be automatic."""

import pytest

from app.ingest.markup import html_article
from app.ingest.plain import plain_article
from app.text.summary import POINTS, automatic_summary
from app.web.samples import samples


@pytest.mark.parametrize(("language", "label"), [("en", "automatically"), ("tr", "Otomatik")])
def test_it_is_three_sentences_of_the_article_with_a_label(language: str, label: str) -> None:
    article = html_article(samples()[language].html, language=language)
    first, *points = automatic_summary(article)
    assert label in first
    assert len(points) == POINTS
    at = [article.text.index(point) for point in points]
    assert at == sorted(at)
    assert automatic_summary(article) == (first, *points)


def test_a_short_article_and_another_language_have_none() -> None:
    text = "The vote was close on Tuesday evening. It took three and a half hours to count it all."
    assert automatic_summary(plain_article(text, language="en")) == ()
    assert automatic_summary(html_article(samples()["en"].html, language="fr")) == ()
