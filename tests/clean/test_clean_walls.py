"""Pages that stand in an article's place are counted, never read as articles; articles that mention them are."""

from __future__ import annotations

import pytest

from flows.clean import clean
from pages import article, html, page, paragraphs, sentence

WALLS = {
    "consent": [
        html("<main><h1>Before you continue to The Outlet</h1><p>We and our partners use cookies to store and access information.</p></main>"),
        html("<div><p>We value your privacy. We use cookies and similar technologies.</p><button>Accept all cookies</button><button>Reject all cookies</button></div>"),
    ],
    "challenge": [
        html("<h1>Just a moment...</h1><p>Checking if the site connection is secure. Enable JavaScript and cookies to continue.</p>"),
        html("<h1>Access denied</h1><p>Access to this page has been denied because we believe you are using automation tools.</p>"),
        html("<h2>Attention Required!</h2><p>Please complete the CAPTCHA to verify that you are human.</p>"),
    ],
    "paywall": [
        html(f"<article><h1>Aid</h1><p>{sentence(1)}</p><p>Subscribe to continue reading. Already a subscriber? Log in.</p></article>"),
        html(f"<article><h1>Aid</h1><p>{sentence(1)}</p><p>This article is for subscribers only.</p></article>"),
        html(f"<article><h1>Aid</h1><p>{sentence(1)}</p></article>", '<meta property="article:content_tier" content="locked">'),
        html(
            f"<article><h1>Aid</h1><p>{sentence(1)}</p></article>",
            '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>',
        ),
    ],
    "not_found": [html("<h1>Page not found</h1><p>Sorry, the page you are looking for no longer exists. Try the search.</p>").replace("Aid grows", "404: page not found")],
}  # fmt: skip
ARTICLES = {
    "about cookies": article(1, 2, 3).replace(
        "In statement 1 ", "On cookies: we value your privacy, accept all cookies. In statement 1 "
    ),
    "about paywalls": html(
        f"<article><h1>Papers ask readers to subscribe to continue reading</h1>{paragraphs(*range(9))}</article>"
    ),
    "with a banner": article(1, 2, 3, 4, around="<div class='banner'><p>We use cookies. Accept all cookies.</p></div>"),
    "whole though not free": article(*range(12), head='<meta property="article:content_tier" content="locked">'),
    "free with an invitation": html(
        f"<article><h1>Aid</h1>{paragraphs(1, 2)}<p>Subscribe now to read more stories like this.</p></article>",
        '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":true}</script>',
    ),
    "with a noscript hint": article(
        1, 2, 3, around="<noscript>Please enable JavaScript to view the comments.</noscript>"
    ),
}


SAID = {
    "paywall": [
        "To continue reading, start your free trial.",
        "Continue reading with a subscription.",
        "Want to read on? Start your free trial today.",
        "To read the full story, subscribe or log in.",
        "This article is for members only.",
        "You have reached your limit of free articles.",
        "Log in or create a free account to keep reading.",
    ],
    "not_found": [
        "Sorry, we can’t find that page",
        "We couldn't find the page you were looking for",
        "Oops! That page can’t be found.",
        "This page has moved or no longer exists",
        "The page you requested cannot be found",
        "Sorry, this article has been removed",
        "We cannot find the story you asked for",
    ],
}


@pytest.mark.parametrize(("wall", "words"), [(wall, words) for wall, many in SAID.items() for words in many])
def test_ways_of_saying_it(wall, words):
    body = (
        f"<h1>Aid</h1><p>{sentence(1)}</p><p>{words}</p>"
        if wall == "paywall"
        else f"<h1>{words}</h1><p>Try the search.</p>"
    )
    cleaned = clean(
        page(html(f"<article>{body}</article>").replace("Aid grows", "Aid" if wall == "paywall" else words))
    )
    assert cleaned.document is None and [problem.code for problem in cleaned.problems] == [wall]


@pytest.mark.parametrize(
    "title",
    [
        "Police cannot find the man who attacked the page",
        "Investigators can’t find the missing billions",
        "Ministry removed from the list of donors",
        "Army moves to a new page",
        "Free trial of the generals begins",
    ],
)
def test_headlines_that_only_sound_like_it(title):
    body = html(f"<article><h1>{title}</h1><p>{sentence(1)}</p><p>{sentence(2)}</p></article>").replace(
        "Aid grows", title
    )
    assert clean(page(body)).document is not None


@pytest.mark.parametrize(("wall", "body"), [(wall, body) for wall, bodies in WALLS.items() for body in bodies])
def test_walls(wall, body):
    cleaned = clean(page(body))
    assert cleaned.document is None and [problem.code for problem in cleaned.problems] == [wall]


@pytest.mark.parametrize("name", ARTICLES)
def test_articles(name):
    assert clean(page(ARTICLES[name])).document is not None


def test_a_consent_host_is_a_consent_form_whatever_it_says():
    cleaned = clean(page(article(1), final_url="https://consent.outlet.example/collect?to=x"))
    assert [problem.code for problem in cleaned.problems] == ["consent"]


IN_OTHER_LANGUAGES = {
    "consent": {
        "de": "Wir und unsere 214 Partner brauchen Ihre Zustimmung. Alle akzeptieren. Cookies ablehnen. Mit Werbung weiterlesen.",
        "fr": "Nous et nos 842 partenaires utilisons des traceurs. Tout accepter. Continuer sans accepter. Gérer mes choix.",
        "es": "Nosotros y nuestros 90 socios valoramos tu privacidad. Aceptar todas las cookies. Rechazar todo.",
        "it": "Noi e i nostri partner utilizziamo cookie. Accetta tutti i cookie. Continua senza accettare.",
        "pl": "My i nasi partnerzy szanujemy Twoją prywatność. Używamy plików cookie. Akceptuję wszystkie. Przejdź do serwisu.",
        "nl": "Wij gebruiken cookies om uw bezoek te verbeteren. Alle cookies accepteren. Alles weigeren.",
        "pt": "Utilizamos cookies para melhorar a sua visita. Aceitar todos os cookies. Rejeitar tudo.",
        "uk": "Ми використовуємо файли cookie. Ми та наші партнери обробляємо дані. Прийняти всі. Відхилити всі.",
        "ru": "Мы используем файлы cookie. Принять все. Отклонить все.",
        "sv": "Vi och våra partner använder cookies. Godkänn alla. Neka alla.",
        "da": "Vi bruger cookies til statistik. Tillad alle cookies. Afvis alle.",
        "no": "Vi bruker informasjonskapsler. Godta alle. Avvis alle.",
        "fi": "Käytämme evästeitä sivustollamme. Hyväksy kaikki evästeet.",
        "cs": "Používáme soubory cookies. Přijmout všechny cookies. Odmítnout vše.",
    },
    "challenge": {
        "de": "Einen Moment bitte. Ihr Browser wird überprüft. Bitte aktivieren Sie JavaScript.",
        "fr": "Accès refusé. Nous vérifions que vous êtes bien un être humain. Veuillez activer JavaScript.",
        "es": "Acceso denegado. Compruebe: no soy un robot. Active JavaScript para continuar.",
        "it": "Accesso negato. Conferma di essere umano: non sono un robot.",
        "pl": "Potwierdź, że jesteś człowiekiem. Włącz obsługę JavaScript w przeglądarce.",
        "nl": "Toegang geweigerd. Bevestig dat u een mens bent. Schakel JavaScript in.",
        "uk": "Доступ заборонено. Підтвердіть, що ви не робот. Увімкніть JavaScript.",
        "ru": "Подтвердите, что запросы отправляли вы, а не робот. Я не робот.",
    },
    "paywall": {
        "de": "Dieser Artikel ist exklusiv für Abonnenten. Jetzt weiterlesen mit Plus. Bereits Abonnent?",
        "fr": "Il vous reste 71 % de cet article à lire. La suite est réservée aux abonnés. Déjà abonné ?",
        "es": "Contenido exclusivo para suscriptores. Suscríbete para seguir leyendo. ¿Ya eres suscriptor?",
        "it": "Articolo riservato agli abbonati. Abbonati per continuare a leggere. Sei già abbonato?",
        "pl": "Artykuł dostępny tylko dla prenumeratorów. Pozostało 82% tekstu. Wykup dostęp.",
        "nl": "Dit artikel is exclusief voor abonnees. Al abonnee? Log in om verder te lezen.",
        "pt": "Conteúdo exclusivo para assinantes. Assine para continuar a ler. Já é assinante?",
        "uk": "Матеріал доступний лише для передплатників. Оформіть передплату, щоб читати далі.",
        "ru": "Материал доступен только для подписчиков. Оформите подписку, чтобы читать дальше.",
        "sv": "Artikeln är endast för prenumeranter. Logga in för att läsa vidare. Redan prenumerant?",
        "da": "Artiklen er forbeholdt abonnenter. Bliv abonnent og læs videre. Allerede abonnent?",
        "fi": "Artikkeli on vain tilaajille. Tilaa ja jatka lukemista. Oletko jo tilaaja?",
        "cs": "Článek je dostupný pouze pro předplatitele. Už máte předplatné?",
    },
}
LEADS = {
    "de": "Die Bundesregierung stellt eine weitere Milliarde Euro für die Luftverteidigung bereit, sagte der Minister am Dienstag in Berlin.",
    "fr": "Le gouvernement va débloquer un milliard d'euros supplémentaire pour la défense aérienne, a dit le ministre mardi à Paris.",
    "pl": "Rząd przeznaczy dodatkowy miliard euro na obronę powietrzną, poinformował we wtorek minister obrony narodowej w Warszawie.",
    "uk": "Уряд виділить додатковий мільярд євро на протиповітряну оборону, повідомив міністр оборони у вівторок у Берліні.",
}
CASES = [(kind, language) for kind, many in IN_OTHER_LANGUAGES.items() for language in many]


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_walls_in_other_languages(kind, language):
    words = IN_OTHER_LANGUAGES[kind][language]
    lead = f"<p>{LEADS.get(language, sentence(1))}</p>" if kind == "paywall" else ""
    body = html(f"<main><h1>Nachrichten</h1>{lead}<p>{words}</p></main>", lang=language).replace(
        "Aid grows | The Outlet", ""
    )
    cleaned = clean(page(body))
    assert cleaned.document is None and [problem.code for problem in cleaned.problems] == [kind]


@pytest.mark.parametrize("language", LEADS)
def test_articles_in_other_languages_are_none(language):
    body = "".join(f"<p>{number}. {LEADS[language]}</p>" for number in range(4))
    cleaned = clean(page(html(f"<article><h1>…</h1>{body}</article>", lang=language)))
    assert cleaned.document is not None and cleaned.document.language == language


MENTIONS = {
    "de": "Der Verlag verkauft weniger Abonnements, und der Zugriff auf Cookies wird strenger geregelt, sagte der Minister.",
    "fr": "Le journal a perdu des abonnés, et la loi sur les cookies sera renforcée, a dit le ministre de la culture.",
    "en": "The paper lost subscribers, cookies will be regulated, and robots were denied access to the plant, the minister said.",
    "ru": "Газета теряет подписчиков, доступ к данным ограничат законом, сказал министр на заседании правительства.",
}


@pytest.mark.parametrize("language", MENTIONS)
def test_short_news_about_subscriptions_and_cookies_is_news(language):
    body = f"<p>{MENTIONS[language]}</p>" * 1 + paragraphs(1, 2, 3)
    assert clean(page(html(f"<article><h1>Aid</h1>{body}</article>", lang=language))).document is not None


def test_the_beginning_of_a_paywalled_article_is_kept_for_people_and_gives_no_document():
    body = html(f"<article><h1>Aid</h1><p>{sentence(1)}</p><p>This article is for subscribers only.</p></article>")
    cleaned = clean(page(body))
    assert cleaned.document is None and sentence(1) in cleaned.teaser
    (problem,) = cleaned.problems
    assert problem.code == "paywall" and sentence(1)[:80] in problem.message and len(problem.message) < 400
    for other in ("consent", "challenge"):
        assert all(clean(page(body)).teaser is None for body in WALLS[other])
    assert clean(page(article(1, 2, 3))).teaser is None
