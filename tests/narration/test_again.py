"""An article as its reading's Timeline keeps it."""

from app.narration.again import NOTHING, article_of
from app.narration.timeline import TimedLine, Timeline
from app.text.article import BlockKind, Part


def read(part: Part, block: int, start: int, written: str) -> TimedLine:
    return TimedLine(part, block, BlockKind.PARAGRAPH, start, start + len(written), written, 0, 100, ())


def test_every_line_stands_in_its_old_place_and_what_was_not_read_is_blank() -> None:
    lines = (
        read(Part.TITLE, 0, 0, "Bridge closed"),
        read(Part.BODY, 0, 3, "It rained."),
        read(Part.BODY, 0, 14, "It stopped."),
        read(Part.BODY, 2, 40, "Nobody left."),
    )
    article, parts = article_of(Timeline("en", 400, True, lines))
    assert parts == (Part.TITLE, Part.BODY)
    assert (article.language, article.title, article.summary) == ("en", "Bridge closed", ())
    assert [article.text[line.start : line.end] for line in lines[1:]] == [line.written for line in lines[1:]]
    assert [(block.start, block.end) for block in article.blocks] == [(3, 25), (0, 0), (40, 52)]
    assert article.blocks[1] == NOTHING
    assert article.text.split() == "It rained. It stopped. Nobody left.".split()


def test_of_points_alone_there_is_no_text() -> None:
    lines = (read(Part.SUMMARY, 0, 0, "It rained."), read(Part.SUMMARY, 1, 0, "It stopped."))
    article, parts = article_of(Timeline("en", 200, True, lines))
    assert parts == (Part.SUMMARY,)
    assert (article.title, article.text, article.blocks) == (None, "", ())
    assert article.summary == ("It rained.", "It stopped.")
