"""A small world of news for whole-flow tests: three outlets with a feed each on a loopback site, and settings that read them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from website import Entry, Site

MONDAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)

NORWAY = (
    "OSLO – Norway will give Ukraine 150 million euros for air defence in 2026, Prime Minister Jonas Gahr Støre said on Monday.",
    "The money is to buy interceptors for batteries that protect power plants and hospitals, the government said in a statement.",
    "Parliament is expected to debate the plan in the spring session, and the opposition has signalled that it will not stand in the way.",
)
NORWAY_RETOLD = (
    "Oslo is to support Ukrainian air defence again. Norway will give Ukraine {amount} for air defence in 2026, Jonas Gahr Støre told "
    "reporters on Monday.",
    "The prime minister spoke after a meeting of his cabinet, at which the finance minister had set out where the money comes from.",
    "Reactions from the opposition were mild. A spokeswoman called the step overdue and asked for more speed.",
)
DENMARK = (
    "COPENHAGEN – Denmark pledged 200 million euros in artillery ammunition for Ukraine on Monday, Defence Minister Troels Lund Poulsen said.",
    "The shells will be bought from Danish and Czech makers, according to the ministry.",
    "It is the second such purchase, and deliveries are to begin before the summer holidays.",
)
SWEDEN = (
    "STOCKHOLM – Sweden pledged 300 million euros for Ukraine's navy, Defence Minister Pål Jonson said.",
    "Boats and training belong to the package, which the government had prepared since the autumn.",
    "The ministry said that crews would be trained on the Baltic coast from the spring on.",
)
CHOIR = (
    "The town choir opened its season in the old customs house on Sunday evening, and the hall was full to the last seat.",
    "The conductor had chosen songs of the coast, and the audience joined in where it knew the words.",
    "Afterwards there was soup, and the caretaker had to ask the last guests to go home.",
)
LIBRARY = (
    "The library by the harbour reopens this week after a winter of repairs to its roof and its reading room.",
    "Volunteers carried the books back from the school, where they had stood in the gymnasium since the storm.",
    "Children may bring their own cushions for the story hour, the librarian said.",
)
BENCHES = (
    "The council gave 20,000 euros for new benches along the promenade, the mayor said on Monday.",
    "The old ones had rotted, and a petition had asked for a place to sit in the evening sun.",
    "Carpenters from the trade school will build them before Easter.",
)
FERRY = (
    "The evening ferry will call at the island again from next week, the shipping line announced on its website.",
    "Islanders had complained that the last boat left before the shops closed on the mainland.",
    "The crew will be the same as last year, and the kiosk on board will be open.",
)


class Newsroom:
    """The site with its three outlets: twelve pages at first, and what the tests change on them. ``today`` is the day of the news."""

    def __init__(self, site: Site, today: dt.datetime = MONDAY) -> None:
        self.site = site
        self.today = today
        self.entries: dict[str, list[Entry]] = {"north": [], "harbour": [], "inland": []}
        self.publish("north", "norway", "Norway gives Ukraine 150 million for air defence", NORWAY)
        self.publish("north", "choir", "A full house for the choir", CHOIR)
        self.publish("north", "ferry", "The evening ferry returns", FERRY)
        self.publish("north", "sweden", "Sweden helps Ukraine's navy", SWEDEN, published=self.day(-40))
        self.publish(
            "harbour", "oslo", "Oslo supports air defence", told("150 million euros"), published=self.day(hour=9)
        )
        self.publish("harbour", "denmark", "Denmark buys shells for Ukraine", DENMARK)
        self.publish("harbour", "library", "The library reopens", LIBRARY)
        self.publish("harbour", "benches", "New benches on the promenade", BENCHES)
        self.publish(
            "inland",
            "norway-wire",
            "Norway gives Ukraine 150 million for air defence",
            NORWAY,
            published=self.day(hour=9),
        )
        self.publish("inland", "choir-2", "Songs of the coast", CHOIR)
        self.raw("inland", "empty", b"<html><body></body></html>")
        self.raw("inland", "picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)

    def day(self, days: float = 0, hour: int = 8) -> str:
        """An ISO 8601 time on the day of the news, or ``days`` after it."""
        return (
            (self.today.replace(hour=hour, microsecond=0) + dt.timedelta(days=days)).isoformat().replace("+00:00", "Z")
        )

    def publish(
        self, outlet: str, slug: str, title: str, paragraphs: tuple[str, ...], published: str | None = None
    ) -> None:
        """Put an article and name it in the outlet's feed."""
        when = published or self.day()
        self.site.article(f"/{outlet}/{slug}.html", title, paragraphs, published=when)
        self._name(outlet, Entry(title, f"/{outlet}/{slug}.html", published=dt.datetime.fromisoformat(when)))

    def rewrite(self, outlet: str, slug: str, title: str, paragraphs: tuple[str, ...], published: str) -> None:
        """Change an article in silence; the feed does not tell."""
        self.site.article(f"/{outlet}/{slug}.html", title, paragraphs, published=published)

    def raw(self, outlet: str, slug: str, body: bytes) -> None:
        """Put bytes that are no article."""
        self.site.page(f"/{outlet}/{slug}.html", body)
        self._name(outlet, Entry(slug, f"/{outlet}/{slug}.html", published=self.today))

    def _name(self, outlet: str, entry: Entry) -> None:
        self.entries[outlet].insert(0, entry)
        self.site.feed(f"/{outlet}.xml", self.entries[outlet])

    def settings(self, folder: Path, **channels: str) -> Path:
        """A settings file that reads the three outlets and tells the channels (name = literal Apprise URL)."""
        lines = [
            '[paths]\ndata = "data"',
            "[fetch]\nallow_private_networks = true\nper_host_seconds = 0\ntimeout_seconds = 5\nrobots = false",
            '[[watches]]\nname = "support for Ukraine"\nkeywords = ["Ukrain"]\nminimum_amount = 10_000_000',
            f"channels = {json.dumps(sorted(channels))}",
        ]
        for name, url in channels.items():
            (folder / f"{name}.url").write_text(url + "\n", encoding="utf-8")
            lines.append(f'[[channels]]\nname = "{name}"\nurl_file = "{name}.url"')
        for outlet in self.entries:
            lines.append(
                f'[[sources]]\nname = "{outlet}"\nurl = "{self.site.url(f"/{outlet}.xml")}"\npublisher = "{outlet.title()} News"'
            )
        file = folder / "pledgewatch.toml"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return file


def told(amount: str) -> tuple[str, ...]:
    """The Norwegian pledge in another outlet's words."""
    return tuple(text.format(amount=amount) for text in NORWAY_RETOLD)
