"""What is read of a page: the article, all of it, and nothing else. Each page stands for a kind that sites are of."""

import re

import pytest

from app.errors import InvalidSettingError, NoArticleError
from app.ingest.found import Page
from app.ingest.page import read_page

ONE = "The old river bridge opened again on Monday, after two years of repairs and one long argument about money."
TWO = "Drivers waited in a queue that reached the harbour, and the mayor handed out coffee to everyone who asked."
THREE = (
    "The next closure is planned for the spring, when the lamps along the walkway will be replaced by brighter ones."
)
FOUR = "A second crew will paint the railings in July, which shop owners nearby have asked for since the flood."
FIVE = "Nobody could say on Monday who will pay for the painting, and the council will vote on that in two weeks."
ALL = [ONE, TWO, THREE, FOUR, FIVE]
TEXT = "".join(f"<p>{each}</p>" for each in ALL)
TURKISH = "".join(
    f"<p>{each}</p>"
    for each in (
        "Eski nehir köprüsü, iki yıl süren onarımın ve para üzerine uzun bir tartışmanın ardından pazartesi açıldı.",
        "Sürücüler limana kadar uzanan bir kuyrukta bekledi, belediye başkanı isteyen herkese kahve dağıttı.",
        "Bir sonraki kapanış, yürüyüş yolundaki lambaların daha parlaklarıyla değiştirileceği bahar için planlandı.",
    )
)


def whole(body: str, *, title: str = "Bridge opens again", head: str = "", language: str = "en") -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{body}</body></html>"
    )


def article(more: str = "", *, h1: str = "Bridge opens again", text: str = TEXT) -> str:
    return f"<article><h1>{h1}</h1>{text}{more}</article>"


def read(body: str, **about: str) -> Page:
    return read_page(whole(body, **about).encode())


def paragraphs(page: Page) -> list[str]:
    return re.findall(r"<(?:p|h2|li|blockquote)>(.*?)</", page.html)


def test_a_comment_inside_a_sentence_ends_nothing() -> None:
    text = TEXT.replace(", and the mayor", ",<!-- --> and <?php x ?>the may<wbr>or")
    assert paragraphs(read(article(text=text))) == ALL


@pytest.mark.parametrize(
    "inside",
    [
        "<template>x</template>",
        "<b></b>",
        "<my-widget></my-widget>",
        "\u00ad",
        "\u200b",
        "\ufeff",
        "<script>x</script>",
    ],
)
def test_what_a_reader_does_not_see_changes_no_word(inside: str) -> None:
    assert paragraphs(read(article(text=TEXT.replace("harbour", f"har{inside}bour")))) == ALL


def test_text_beside_headings_and_between_breaks_is_read() -> None:
    text = (
        f"<div><h2>Queue</h2>{ONE}<br><br>{TWO}<h2>Lamps</h2>{THREE}<br>\n<br>{FOUR}<ul><li>Railings</ul>{FIVE}</div>"
    )
    assert paragraphs(read(article(text=text))) == ["Queue", ONE, TWO, "Lamps", THREE, FOUR, "Railings", FIVE]


@pytest.mark.parametrize(
    "layout",
    [
        "<table><tr><td><a href=/>Home</a><br><a href=/m>Markets</a><td>{}</table>",
        "<form id=aspnetForm method=post><div class=menu><a href=/>Home</a></div>{}</form>",
        "<main><aside class=content>{}</aside></main>",
        "<figure class=story>{}</figure>",
        "<div class=content-share-wrapper>{}</div>",
        "<div hidden id=S:1a>{}</div>",
    ],
)
def test_an_article_is_read_in_whatever_its_page_is_laid_out(layout: str) -> None:
    assert paragraphs(read(layout.format(article()))) == ALL


@pytest.mark.parametrize(
    "box",
    [
        "<figure><img src=a><figcaption>A caption as long as a sentence of the article itself.</figcaption></figure>",
        "<table><tr><th>Year<th>Cost<tr><td>2024<td>12 million in all</table>",
        "<aside><p>An aside that is long enough to be a sentence of the article itself.</p></aside>",
        "<div class='nl-box'><h3>Morning letter</h3><p>Get the big stories of the day in your inbox.</p></div>",
        "<div class=newsletter-signup><p>Every morning the best of the city, by people who live here.</p></div>",
        "<p>Advertisement</p>",
        "<p>Reklam</p>",
        "<p>READ MORE: Ferry fares rise in autumn</p>",
        "<p>Read more</p><ul><li><a href=/f>Ferry fares rise in autumn</a><li><a href=/g>Harbour closes early</a></ul>",
        "<p><a href=/f>FERRY FARES RISE IN AUTUMN AGAIN</a></p>",
        "<p>Follow us on Facebook and Instagram.</p>",
        "<p>Haber bültenimize abone olun, günün haberlerini kaçırmayın.</p>",
        "<p>Sorry, there was an error processing your subscription.</p>",
        "<p>Published 24 November 2026, 10:15</p>",
        "<p>Giriş: 24.11.2026 - 10:15 Güncelleme: 24.11.2026 - 11:02</p>",
        "<p>Copyright 2026 Example Post. All rights reserved.</p>",
        "<p>A view of the bridge (Image: Getty)</p>",
        "<pre><code>let bridge = open();</code></pre>",
        "<section class=footnotes><ol><li>See the minutes of the meeting of the council.</ol></section>",
        "<div class='visually-hidden'>You are on the page of an article of this newspaper.</div>",
        '[gallery ids="1,2,3"]',
        "<p>Advertisement. Scroll to continue reading.</p>",
        "<p>READ: <a href=/f>Ferry fares rise in autumn</a></p>",
        "<p>Watch the moment the bridge opens below:</p>",
        "<p>By Jane Doe, Associated Press</p>",
        "<p>Words: Jane Doe. Pictures: John Roe.</p>",
        "<p>(Reporting by Jane Doe; Editing by John Roe)</p>",
        "<p>Published: 10:15 GMT, 24 November 2026 | Updated: 11:20 GMT, 24 November 2026</p>",
        "<p>What do you think? Let us know in the comments below.</p>",
        "<p>By signing up, you agree to our Terms of Use and Privacy Policy.</p>",
        "<p>View this post on Instagram</p>",
        "<p>Image source, Getty Images</p>",
        "<p>Jane Doe can be reached at jane@post.example.</p>",
        "<h3>Topics</h3><ul><li><a href=/a>Bridge</a></li><li><a href=/b>Council</a></li></ul>",
        "<p>#bridge #council #harbour</p>",
        "<p>Haberin devamı &gt;&gt;</p>",
        "<p>SON DAKİKA</p>",
        "<p>(İHA)</p>",
        "<p>Haber-Kamera: Ayşe YILMAZ - Ali KAYA / İSTANBUL, (DHA)</p>",
        "<p>Haber Editörü: Mehmet Demir</p>",
        "<p>AYRINTILAR İÇİN TIKLAYINIZ</p>",
        "<p>Örnek Gazete WhatsApp kanalını takip edin</p>",
        "<p>24.11.2026 10:15 | Son Güncelleme: 24.11.2026 11:02</p>",
        "<p>SONRAKİ HABER</p>",
        "<div id=onetrust-banner-sdk><p>We and our 800 partners store and access information on your device.</p></div>",
        "<div class=kvkk-bar><p>Kişisel verileriniz 6698 sayılı kanun kapsamında burada işlenmektedir.</p></div>",
        "<blockquote class=tiktok-embed><section><a href=x>@city</a><p>The bridge at night</p></section></blockquote>",
    ],
)
def test_furniture_is_left_out_and_its_neighbours_stay(box: str) -> None:
    text = TEXT.replace(f"<p>{FOUR}</p>", f"{box}<p>{FOUR}</p>")
    assert paragraphs(read(article(text=text))) == ALL


def test_what_the_newsroom_or_the_site_keeps_is_read_whatever_it_looks_like() -> None:
    box = '<aside class="key-facts"><p>Two years, twelve million.</p></aside>'
    row = '<table data-announcer="read"><tr><td>Opened<td>Monday</table>'
    text = TEXT.replace(f"<p>{FOUR}</p>", f"{box}{row}<p>{FOUR}</p>")
    content = whole(article(text=text)).encode()
    assert paragraphs(read_page(content)) == [ONE, TWO, THREE, "Opened", "Monday", FOUR, FIVE]
    kept = read_page(content, keep=[".key-facts"], leave_out=["table"])
    assert paragraphs(kept) == [ONE, TWO, THREE, "Two years, twelve million.", FOUR, FIVE]
    with pytest.raises(InvalidSettingError):
        read_page(content, keep=["p["])


@pytest.mark.parametrize(
    "sentence",
    [
        "Follow the river north and you will reach the second bridge, which nobody has painted since the war.",
        "Read more slowly, the report says something else about the money that the council has spent so far.",
        "Subscribe to that view or not, the bridge was closed for two years and the harbour lost its trade.",
        "Advertisements for the ferry hang on every lamp of the walkway, and the mayor wants them taken down.",
        "More than a hundred people came on Monday, most of them on foot, and some of them with their dogs.",
        "Haberin devamı gelmedi, çünkü muhabir o gece köprüde mahsur kaldı ve sabaha kadar bekledi.",
        "Son dakika golüyle kazanan takımın taraftarları köprüde sabaha kadar kutlama yaptı, kimse uyumadı.",
        "By Monday the queue had reached the harbour, and the mayor handed out coffee to everyone who asked.",
        "Watch the harbour for an hour and you will see below the bridge more ships than in a whole winter.",
        "Loading ships takes longer now that the crane is broken, said a captain who has waited since Sunday.",
        "Published in 1974, the plan for the bridge was forgotten until the flood washed it into the archive.",
        "Published in a small print run in 1974, the plan for the bridge was forgotten until the flood came.",
        "Loading more ships takes longer now that the crane is broken, said a captain who has waited for days.",
        "The audio version of the book was produced in a week by two actors who had never been on a bridge.",
        "About Monday nobody wants to speak, and those who do ask the mayor first what they are allowed to say.",
        "Comments on the plan came from the whole county, and most of them were about the colour of the paint.",
        "Yorumlar ikiye bölündü: Kimi köprünün rengini çok beğendi, kimi ise eski hâlini arıyor ve özlüyor.",
    ],
)
def test_a_sentence_that_begins_like_furniture_is_read(sentence: str) -> None:
    assert sentence in paragraphs(read(article(f"<p>{sentence}</p>" + f"<p>{ONE[:40]} as we said.</p>")))


def test_what_stands_around_an_article_is_not_read() -> None:
    page = read(
        '<div class="menu"><a href="/">Home</a> <a href="/m">Markets</a></div><div class="share">Share this</div>'
        + article()
        + '<div class="related"><h3>You may also like</h3><a href="/b">Ferry fares rise</a></div>'
        '<div class="footer">All rights reserved.</div>'
    )
    assert paragraphs(page) == ALL


def test_a_lead_between_headline_and_text_is_read() -> None:
    lead = "A long queue, free coffee and a question that nobody wants to answer: who pays for the paint?"
    top = f'<header><h1>Bridge opens again</h1><p class="standfirst">{lead}</p><p class=byline>By Jane Doe</p></header>'
    assert paragraphs(read(f"<main>{top}<div class=body>{TEXT}</div></main>")) == [lead, *ALL]


def test_a_long_article_in_several_parts_of_a_kind_is_read_to_its_end() -> None:
    parts = "".join(
        f"<div class=body__part><p>{each}</p><p>{each[::-1]}</p></div><div class=ad>Buy</div>" for each in ALL
    )
    assert FIVE in paragraphs(read(f"<main><h1>Bridge opens again</h1>{parts}</main>"))


LINKED = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s"}</script>'


@pytest.mark.parametrize(
    ("stated", "h1", "title", "expected"),
    [
        ("City&#8217;s bridge opens", "City’s bridge opens", "x", "City’s bridge opens"),
        ("City&amp;#8217;s bridge opens", None, "x", "City’s bridge opens"),
        ("City's bridge opens 'at last'", "City’s bridge opens ‘at last’", "x", "City’s bridge opens ‘at last’"),
        (None, "Bridge opens again", "Bridge opens again | The Example Post", "Bridge opens again"),
        (None, None, "Bridge opens again | TheHill", "Bridge opens again"),
        (None, "Bridge opens again", "Latest News &amp; Headlines", "Bridge opens again"),
        ("Latest News", "Bridge opens again", "Bridge opens again - Post", "Bridge opens again"),
        (
            "Bridge opens again after two…",
            "Bridge opens again after two years",
            "x",
            "Bridge opens again after two years",
        ),
        (None, None, "T&#252;rkiye&amp;#039;de k&ouml;pr&uuml;", "Türkiye'de köprü"),
    ],
)
def test_the_headline_is_the_one_above_the_text(stated: str | None, h1: str | None, title: str, expected: str) -> None:
    heading = f"<h1>{h1}</h1>" if h1 else ""
    page = read(
        f"<article><p>Monday, 1 June 2026</p>{heading}{TEXT}</article>",
        title=title,
        head=LINKED % stated if stated else "",
    )
    assert (page.title, paragraphs(page)) == (expected, ALL)


def test_the_headline_that_readers_and_other_sites_are_shown_wins_over_the_one_for_search_engines() -> None:
    h1 = "Every coat the mayor wore to open the new river bridge, ranked from least to most daring"
    head = f'{LINKED % "Every coat the mayor wore, ranked"}<meta property="og:title" content="{h1}">'
    for body in (f"<article><h1>{h1}</h1><p>Monday</p>{TEXT}</article>", f"<div><h1>{h1}</h1>{TEXT}</div>"):
        page = read(body, title="Every Coat The Mayor Wore, Ranked | Example Post", head=head)
        assert (page.title, paragraphs(page)[-5:]) == (h1, ALL)


def test_an_h1_of_the_site_is_no_headline_where_another_heading_says_the_title() -> None:
    body = f"<h1>Information and Resources</h1><h2>Bridge opens after years</h2><p>By Jane Doe</p><div>{TEXT}</div>"
    page = read(body, title="Bridge opens after years")
    assert (page.title, paragraphs(page)) == ("Bridge opens after years", ALL)


def test_the_sites_name_is_no_part_of_the_headline() -> None:
    meta = '<meta property="{}" content="{}">'.format
    head = meta("og:title", "Bridge opens - The Example Post") + meta("og:site_name", "The Example Post")
    assert read(f"<article>{TEXT}</article>", head=head).title == "Bridge opens"


def test_a_headline_that_comes_again_in_other_words_for_search_engines_is_read_once() -> None:
    head = LINKED % "The old bridge opens again after two years"
    page = read(article(h1="The old bridge opens again after two long years"), head=head)
    assert paragraphs(page) == ALL


CARD = f"<article><h3><a href=/f>Ferry fares rise</a></h3><p>{FIVE[::-1]}</p></article>"
NEXT = f"<div class=story><h1>Ferry fares rise</h1><div class=body><p>{ONE[::-1]}</p><p>{TWO[::-1]}</p></div></div>"
COMMENTS = f"<section><h2>2 comments</h2><article><p>{THREE[::-1]}</p></article></section>"


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>Bridge opens again</h1>{TEXT.replace('<p>A second', CARD + '<p>A second')}</article>",
        f"<article><h1>Bridge opens again</h1>{TEXT}{COMMENTS}</article>",
        f"<main><div class=story><h1>Bridge opens again</h1><div class=body>{TEXT}</div></div>{NEXT}</main>",
        f"<div class=small>{article()}</div><div class=large>{article()}</div>",
        f"<article><h1>Bridge opens again</h1><div class=small>{TEXT}</div><div class=large>{TEXT}</div></article>",
        f"<article><h1>Bridge opens again</h1><p class=small>{ONE}</p><p class=large>{ONE}</p>{TEXT[len(ONE) + 7 :]}",
        f"<div id=app></div><noscript>{article()}</noscript>",
        f"<article><h1>Bridge opens again</h1>{TEXT}<noscript><p>{ONE}</p></noscript></article>",
        article(text=TEXT.replace("<p>A second", f"<div data-ad-unit=a><p>{FIVE[::-1]}</p></div><p>A second")),
    ],
    ids=["card", "comments", "next article", "two copies", "two texts", "two leads", "noscript", "lazy", "ad"],
)
def test_the_one_article_of_the_page_is_read_once(body: str) -> None:
    assert paragraphs(read(body)) == ALL


@pytest.mark.parametrize(
    "post",
    [
        "<article class=post id=p{0}><time>1{0}:05</time><h2>Part {0}</h2><div><p>{1}</p></div></article>",
        "<article class=post><h3><a href='https://news.example/live#p{0}'>Part {0}</a></h3><p>{1}</p></article>",
        "<div class=ticker><div class=time>1{0}:05 Uhr</div><h3><a href='#p{0}'>Part {0}</a></h3><p>{1}</p></div>",
        "<li class=event><span>{0} minutes ago</span><h2><a href=/{0}>Part {0}</a></h2><p>{1}</p><p>By Jane Doe",
    ],
)
def test_the_posts_of_a_live_blog_are_its_text(post: str) -> None:
    posts = "".join(post.format(number, each) for number, each in enumerate(ALL, 1))
    page = read(f"<main><h1>Bridge opens again: live</h1><div class=feed>{posts}</div></main>")
    assert paragraphs(page) == [line for number, each in enumerate(ALL, 1) for line in (f"Part {number}", each)]


def test_an_h1_that_leads_home_is_the_sites_name_and_no_headline() -> None:
    body = f"<h1><a href=/>Example Post</a></h1><article><h2>Bridge opens again</h2>{TEXT}</article>"
    page = read(body, title="Bridge opens again - Example Post")
    assert (page.title, paragraphs(page)) == ("Bridge opens again", ALL)


def test_sections_with_first_headings_of_their_own_are_one_article() -> None:
    sections = "".join(f"<div><h1>Part {number}</h1><p>{each}</p></div>" for number, each in enumerate(ALL))
    page = read(f"<main><div><h1>Bridge opens again</h1></div>{sections}</main>")
    assert [each for each in paragraphs(page) if not each.startswith("Part")] == ALL


@pytest.mark.parametrize(
    "told",
    [
        "\\n".join(ALL),
        TEXT,
        f"\\u0000{TEXT}\\ud800",
        TEXT.replace("<", "&lt;").replace(">", "&gt;"),
        "\\r\\n\\r\\n".join(ALL),
    ],
    ids=["lines", "markup", "unprintable", "escaped", "carriage returns"],
)
@pytest.mark.parametrize("around", ["{}", "//<![CDATA[\n{}\n//]]>", "<!-- {} -->", "{};"])
def test_text_that_the_linked_data_holds_in_some_form_is_read(told: str, around: str) -> None:
    data = f'{{"@type": "NewsArticle", "articleBody": "{told}"}}'
    head = f'<script type="application/ld+json">{around.format(data)}</script>'
    assert paragraphs(read("<div id=root></div>", head=head)) == ALL


def test_text_that_only_the_linked_data_holds_is_read() -> None:
    told = "\\n".join(ALL)
    head = LINKED.replace("headline", "articleBody") % told
    assert paragraphs(read("<div id=root></div>", head=head)) == ALL


def test_the_beginning_before_a_paywall_is_refused_but_not_of_a_page_that_was_handed_over() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    content = whole(article(), head=head).encode()
    with pytest.raises(NoArticleError):
        read_page(content)
    assert paragraphs(read_page(content, handed=True)) == ALL


def test_links_and_notes_do_not_part_a_sentence_and_marks_are_not_read() -> None:
    text = TEXT.replace("repairs", '<a href=/r>repairs</a><sup><a href="#n1">[1]</a></sup>').replace(
        "queue", "q<i>ue</i>ue"
    )
    assert paragraphs(read(article(text=text))) == ALL


def test_turkish_furniture_is_left_out() -> None:
    more = "<p>İlgili haberler:</p><p><a href=/x>Vapur ücretlerine sonbaharda zam</a></p><p>Kaynak: AA</p>"
    page = read(article(more, text=TURKISH), language="tr")
    assert len(paragraphs(page)) == 3


@pytest.mark.parametrize(
    ("head", "charset", "written"),
    [
        ('<meta charset="iso-8859-9">', None, "windows-1254"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-9">', None, "windows-1254"),
        ("", None, "windows-1254"),
        ("", "iso-8859-9", "windows-1254"),
        ('<meta charset="iso-8859-9">', None, "utf-8"),
        ("", None, "utf-16"),
        ("", "no-such-charset", "utf-8"),
    ],
)
def test_a_turkish_page_is_read_in_whatever_charset_it_is_written(head: str, charset: str | None, written: str) -> None:
    content = whole(article(text=TURKISH, h1="Köprü “yeniden” açıldı"), title="Ağır iş", head=head, language="tr")
    page = read_page(content.replace('<meta charset="utf-8">', "").encode(written), charset=charset)
    assert page.title == "Köprü “yeniden” açıldı"
    assert "yürüyüş yolundaki lambaların daha parlaklarıyla değiştirileceği" in page.html
