"""What content systems put above, between and below paragraphs: what of it is the article's, and what is not."""

import json

import pytest

from app.ingest.page import read_page
from tests.ingest.test_page_kinds import ALL, FIVE, FOUR, ONE, TEXT, THREE, TWO, article, paragraphs, read, whole

POINTS = ["The bridge is open to cars and to walkers.", "Nobody has paid for the paint so far."]
RYE = ("Marsh Dark Rye", "Ofen Whole Grain")
ITEMS = "".join(f"<li>{each}</li>" for each in POINTS)


def before_the_fourth(box: str) -> str:
    return article(text=TEXT.replace(f"<p>{FOUR}</p>", f"{box}<p>{FOUR}</p>"))


@pytest.mark.parametrize(
    ("points", "heading"),
    [
        (f"<div class=x1><h3>Key points</h3><ul>{ITEMS}</ul></div>", ["Key points"]),
        (f"<div class=haber-ozeti><div class=baslik>Haberin Özeti</div><ul>{ITEMS}</ul></div>", []),
        (f"<ul class=bullets>{ITEMS.replace('.</li>', '</li>')}</ul>", []),
        (f"<ul>{ITEMS}</ul>", []),
        (f"<p class=dek>{FIVE[::-1]}.</p><div class=at><h2>Highlights</h2><ul>{ITEMS}</ul></div>", None),
    ],
    ids=["labelled", "Turkish", "named", "sentences", "below a lead"],
)
def test_points_that_sum_up_the_article_are_read_before_it(points: str, heading: list[str] | None) -> None:
    page = read(f"<main><h1>Bridge opens again</h1>{points}<div class=body>{TEXT}</div></main>")
    told = [each.rstrip(".") for each in paragraphs(page)]
    wanted = [each.rstrip(".") for each in (*(heading or []), *POINTS, *ALL)]
    assert told == wanted if heading is not None else set(wanted) <= set(told)


@pytest.mark.parametrize(
    "listed",
    [
        "<ul><li><a href=/a>Ferry fares rise in autumn again.</a><li><a href=/b>Harbour closes early now.</a></ul>",
        "<div class=toc><b>In it</b><ul><li><a href=#a>A queue at sea</a><li><a href=#b>All its lamps</a></ul></div>",
        "<ul><li>Home<li>Markets</ul>",
        "<ul class=share><li>Share this story with a friend.<li>Print this story for a friend.</ul>",
    ],
    ids=["links", "contents", "menu", "share"],
)
def test_other_lists_above_the_text_are_no_points(listed: str) -> None:
    assert paragraphs(read(f"<main><h1>Bridge opens again</h1>{listed}<div class=body>{TEXT}</div></main>")) == ALL


@pytest.mark.parametrize(
    "top",
    [
        "<div><span>{}</span></div>",
        "<div class=meta>Haber Merkezi</div><div class=inf><h2>{}</h2></div>",
        "<p class=hero__sub>{}</p>",
    ],
)
def test_a_sentence_between_headline_and_text_is_the_lead_whatever_it_stands_in(top: str) -> None:
    lead = "A long queue, free coffee and a question that nobody wants to answer stand at its beginning."
    head = f"<div class=hero__overlay><h1>Bridge opens again</h1>{top.format(lead)}</div>"
    assert paragraphs(read(f"<main>{head}<div class=body>{TEXT}</div></main>")) == [lead, *ALL]


def test_a_first_paragraph_with_links_is_read_where_each_has_a_box_of_its_own() -> None:
    first = (
        "<p><a href=/t>The bridge</a> is open, and those who waited <a href=/q>at the harbour</a> went home late.</p>"
    )
    boxes = "".join(f"<div class=row><div class=cell>{each}</div></div>" for each in (first, *TEXT.split("</p>")[:-1]))
    page = read(f"<main><h1>Bridge opens again</h1><div class=byline>Jane Doe</div><div class=b>{boxes}</div></main>")
    assert paragraphs(page)[0].startswith("The bridge is open")


def test_the_heading_of_the_first_section_is_read_like_the_others() -> None:
    text = f"<h2>Monday</h2><p>{ONE}</p><p>{TWO}</p><h2>What is next</h2><p>{THREE}</p><p>{FOUR}</p><p>{FIVE}</p>"
    page = read(f"<main><div class=t><h1>Bridge opens again</h1></div><div class=b>{text}</div></main>")
    assert paragraphs(page) == ["Monday", ONE, TWO, "What is next", THREE, FOUR, FIVE]


@pytest.mark.parametrize(
    "box",
    [
        "<p><strong>LUE MYÖS |</strong> <a href=/f>Ferry fares rise in autumn again</a></p>",
        "<ul><li><b>Opinion:</b> <a href=/f>A town forgets it</a><li><b>Q&amp;A:</b> <a href=/g>Who will pay</a></ul>",
        "<p><strong><a href=/f>FERRY CAPTAIN WINS 'DANCING ON THE ICE'</a></strong></p>",
        "<p><i>[Why the lamps of the walkway went out]</i></p>",
        "<p>[MUSIC PLAYING]</p>",
        "<p><img src=a><br><em>The bridge at night, with its new lamps</em></p>",
        "<div class=slide><img src=a><span class=img-credit>Ann Roe and her friends</span></div>",
        "<p>Ann Roe/Shutterstock</p>",
        "<div><p>A MESSAGE FROM OUR SPONSOR</p><h3>Sleep well</h3><p>Nine of ten sleepers kept it.</p></div>",
        "<section><h2>More stories</h2><h3><a href=/f>Fares rise</a></h3><p>Nine captains ask for more.</p></section>",
        "<amp-twitter><blockquote placeholder>The worst of it is over now.</blockquote></amp-twitter>",
        "<p>$129 at Shop</p>",
        "<p>This post may contain affiliate links.</p>",
        "<p>Doe J. et al. (2026): Bridges. Letters 14. DOI: 10.1000/xyz123</p>",
        "<p>By Jane Doe<br>24 November 2026</p>",
        "<p>Köprü Haberleri</p>",
        "<p>Bunlara da göz atabilirsiniz:</p><ul><li><a href=/f>Vapur ücretleri sonbaharda yine artıyor</a></ul>",
        "<p>Madrid - 24 nov 2026 - 10:15 CET</p>",
        "<p><img src=a></p><p><i>The bridge at night</i></p>",
        "<p>Roe and Doe reported from Harbour Town.</p>",
        "<p>To keep reading, create a free account or sign in.</p>",
        "<p>Bu haber 1204 kez okundu.</p>",
        "<p>In this Nov. 12, 2026, file photo, made available by the port, a captain waits.</p>",
        "<p>By Jane Doe on Monday, November 23rd, 2026 at 11:04 a.m.</p>",
        "<p>Jane Doe's book about bridges is out now. Follow her on Twitter @janedoe.</p>",
        "<p>Sign up to The Morning Tide</p>",
        "<p>Publié le 24 novembre 2026 à 10h15, mis à jour à 11h20</p>",
        "<p>Czytaj też: Opłaty za prom znów w górę</p>",
        "<p>Baca juga: Tarif feri naik lagi</p>",
        "<p>関連記事：橋が再び開通</p>",
        "<p>김철수 기자</p>",
        "<p>Читайте также: Паром подорожает</p>",
    ],
)
def test_what_stands_between_paragraphs_and_is_none_is_left_out(box: str) -> None:
    assert paragraphs(read(before_the_fourth(box))) == ALL


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        (
            "<p>It also <a href=/r>plans the repairs of every other bridge</a>.</p>",
            ["It also plans the repairs of every other bridge."],
        ),
        (
            "<figure class=quote><blockquote>We were promised this twice.</blockquote></figure>",
            ["We were promised this twice."],
        ),
        (
            "<table role=presentation><tr><td><p>Letters are set in tables, for mail knows no other layout.</table>",
            ["Letters are set in tables, for mail knows no other layout."],
        ),
        (
            "<p>The plan (see Fig. <a href=#f1>1</a>) was drawn by hand in the winter.</p>",
            ["The plan (see Fig. 1) was drawn by hand in the winter."],
        ),
        (
            "<ul><li><time>March 2019</time><p>The bridge is closed for the first time since it was built.</p></ul>",
            ["March 2019", "The bridge is closed for the first time since it was built."],
        ),
        (
            "<h3>About the money</h3><p>The council has spent it, and will tell nobody where and when that was.</p>",
            ["About the money", "The council has spent it, and will tell nobody where and when that was."],
        ),
        (
            "<p>Jane Roe is a captain. She has waited for this day longer than for any ship.</p>",
            ["Jane Roe is a captain. She has waited for this day longer than for any ship."],
        ),
        (
            "".join(
                f"<div class=p><h3><a href=/{each}>{each}</a></h3><p>{each} keeps a week.</p></div>" for each in RYE
            ),
            [line for each in RYE for line in (each, f"{each} keeps a week.")],
        ),
    ],
    ids=["link", "quote", "layout", "figure", "date", "about", "who", "products"],
)
def test_what_only_looks_like_furniture_is_read(markup: str, told: list[str]) -> None:
    assert paragraphs(read(before_the_fourth(markup))) == [ONE, TWO, THREE, *told, FOUR, FIVE]


def test_a_post_keeps_its_words_and_its_authors_name_and_loses_where_its_picture_is() -> None:
    post = (
        "<blockquote class=twitter-tweet><p>The road opens before the snow. <a href=x>pic.twitter.com/abc12345</a></p>"
        "&mdash; Helen Marsh (@helenmarsh) <a href=y>November 24, 2026</a></blockquote>"
    )
    told = paragraphs(read(before_the_fourth(post)))
    assert told[3] == "The road opens before the snow."
    assert "helenmarsh" not in " ".join(told)


def test_what_a_name_in_a_sentence_shows_on_its_card_is_not_read() -> None:
    card = (
        "<span><a href=/p>the mayor</a><span class=rollover-people-block><span><img src=a><a href=/p>the mayor</a>"
        "<a href=/n>Mayor opens a fair</a> <a href=/p>MORE</a></span></span></span>"
    )
    assert paragraphs(read(article(text=TEXT.replace("the mayor", card)))) == ALL


@pytest.mark.parametrize(
    "rest",
    [
        "<h3>About Northwind</h3><p>Northwind builds turbines in nine countries and employs four thousand people.</p>",
        "<p><b>Forward-Looking Statements</b></p><p>This release contains statements that involve risks and more.</p>",
        "<p><b>Northwind Hakkında</b></p><p>Northwind dokuz ülkede rüzgâr santrali kuruyor ve onları işletiyor.</p>",
        "<h2>References</h2><ol><li><p>Roe, A. Rivers. Water 3, 11 (2015).</p></ol><h2>Funding</h2><p>Valley</p>",
        "<p><em>Jane Doe is a reporter at the Post and lives in Harbour Town with two dogs.</em></p>",
        "<p>Ann Roe is the author of nine novels about rivers and of one about the sea.</p>",
        f"<div class=guestbook><h2>Guestbook</h2><div><p>She knew the tide. {ONE[::-1]} {TWO[::-1]}</p></div></div>",
    ],
    ids=["about", "statements", "Turkish", "journal", "italic", "author", "guestbook"],
)
def test_what_follows_an_article_is_not_read(rest: str) -> None:
    head = '<meta name="author" content="Ann Roe">'
    assert paragraphs(read(article(rest), head=head)) == ALL


def test_a_short_article_is_told_from_the_cards_of_others() -> None:
    cards = "".join(
        f"<div class=card><h3><a href=/{number}>Ferry fares rise again</a></h3><p>{each[::-1]}</p></div>"
        for number, each in enumerate(ALL)
    )
    assert paragraphs(read(f"<div class=d><h1>Bridge opens again</h1><p>{ONE} {TWO}</p></div><div>{cards}</div>")) == [
        f"{ONE} {TWO}"
    ]


def test_a_headline_in_a_cell_of_an_old_layout_is_told_from_the_sites_name() -> None:
    cells = f"<tr><td><b>Bridge opens again at last</b></td></tr><tr><td>{TEXT}</td></tr>"
    page = read(f"<table>{cells}</table>", title="Bridge opens again at last - Art Gazette")
    assert page.title == "Bridge opens again at last"


def test_the_name_of_a_recipe_that_is_the_title_is_read_once() -> None:
    assert paragraphs(read(before_the_fourth("<h2>Bridge opens again</h2>"))) == ALL


@pytest.mark.parametrize(
    "body",
    [
        [{"type": "paragraph", "content": each} for each in ALL],
        {"rendered": TEXT},
        ALL,
    ],
    ids=["blocks", "markup", "lines"],
)
def test_an_article_that_only_the_pages_data_holds_is_read(body: object) -> None:
    other = {"title": "Ferry fares rise in autumn", "body": [each[::-1] for each in ALL] * 3}
    data = {
        "props": {"post": {"title": "Bridge opens again", "body": body}, "menu": ["News", "Sport"], "next": [other]}
    }
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'
    assert paragraphs(read(f"<div id=root>Loading</div>{script}")) == ALL


def test_a_page_that_shows_the_beginning_of_what_its_data_holds_is_read_to_its_end() -> None:
    told = json.dumps({"@type": "NewsArticle", "articleBody": "\n\n".join(ALL)})
    head = f'<script type="application/ld+json">{told}</script>'
    assert paragraphs(read(f"<main><h1>Bridge opens again</h1><p>{ONE}</p></main>", head=head)) == ALL
    assert paragraphs(read(article(), head=head.replace(ONE, THREE))) == ALL


def test_a_paragraph_of_very_many_links_is_read_in_order() -> None:
    links = " ".join(f"<a href=/{number}>word{number}</a> and" for number in range(2_000))
    told = paragraphs(read(article(f"<p>It names {links} more.</p>")))
    assert told[-1].startswith("It names word0 and word1 and")
    assert told[-1].endswith("word1999 and more.")


def test_a_hundred_elements_around_each_paragraph_change_nothing() -> None:
    page = read_page(whole(f"<main><h1>Bridge opens again</h1>{'<div>' * 100}{TEXT}</main>").encode())
    assert paragraphs(page) == ALL


def test_a_gallery_that_holds_the_text_of_its_article_is_read_with_it() -> None:
    slides = "".join(
        f"<div class=gallery-item><div>{number} / 5</div><img src=a><div class=gallery-text><p>{each}</p></div></div>"
        for number, each in enumerate(ALL, 1)
    )
    assert paragraphs(read(f"<div class=gallery-page><h1>Bridge opens again</h1><div>{slides}</div></div>")) == ALL


@pytest.mark.parametrize("opened", ["read-more-wrapper", "article-rest", "haber-devami"])
def test_the_rest_of_a_text_that_its_reader_has_to_open_is_read(opened: str) -> None:
    first, rest = TEXT.split(f"<p>{THREE}")
    body = f"{first}<p>Ad</p><div class={opened} style='display: none'><p>{THREE}{rest}</div><button>More</button>"
    assert paragraphs(read(f"<article><h1>Bridge opens again</h1><div>{body}</div></article>")) == ALL


def test_a_second_first_heading_below_the_text_begins_no_other_article() -> None:
    top = f"<div><h1>Bridge opens again</h1><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></div>"
    rest = f"<div><p>{FOUR}</p><p>{FIVE}</p><div><h1>Join our free challenge</h1></div></div>"
    assert paragraphs(read(f"<main>{top}{rest}</main>")) == ALL


def test_an_explainer_keeps_the_sections_that_are_called_like_back_matter() -> None:
    sections = (
        f"<h2>About the council</h2><p>{THREE}</p><h2>Funding</h2><p>{FOUR}</p><h2>What next?</h2><p>{FIVE} {ONE}</p>"
    )
    told = paragraphs(read(article(text=f"<p>{ONE}</p><p>{TWO}</p>{sections}")))
    assert told == [ONE, TWO, "About the council", THREE, "Funding", FOUR, "What next?", f"{FIVE} {ONE}"]


def test_the_end_of_a_portrait_is_no_line_on_its_author() -> None:
    head = '<meta name="author" content="Jane Doe">'
    last = "Ann Roe is the last of her crew. She will stay until the new lamps burn, she says."
    assert paragraphs(read(article(f"<p>{last}</p>"), head=head)) == [*ALL, last]
