"""Pages that stand in an article's place: consent forms, bot checks, paywalls, error pages served with status 200."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

Wall = Literal["consent", "challenge", "paywall", "not_found"]

#: An article has more text than the notices that stand in its place; patterns are only asked below these lengths (characters).
_NOTICE, _TEASER = 2500, 1800

_CONSENT_HOST = re.compile(r"^(?:consent|cmp|privacy-?gate|myprivacy|gdpr|cookies?)[\w-]*\.", re.IGNORECASE)
_CONSENT = re.compile(
    r"(?i)before you continue (?:to|reading)|we (?:and our partners|value your privacy)|(?:accept|reject|manage) (?:all )?cookies"
    r"|your privacy choices|(?:store and/or access|storing and/or accessing) information on a device|consent to the (?:use|processing)"
    r"|we use cookies(?: and| to)"
)
_CHALLENGE = re.compile(
    r"(?i)checking (?:if the site connection is secure|your browser)|verify(?:ing)? (?:that )?you are (?:a )?human|just a moment\W*$"
    r"|enable javascript (?:and cookies )?to (?:continue|view|use)|javascript is (?:disabled|required)|please (?:turn|enable) (?:on )?javascript"
    r"|attention required!|access (?:to this page has been )?denied|request unsuccessful\. incapsula|are you a robot|unusual (?:traffic|activity) from your"
    r"|ddos protection by|complete the captcha|press (?:and|&) hold to confirm"
)
_PAYWALL = re.compile(
    r"(?i)subscribe (?:now |today )?to (?:continue|keep|read|unlock|access)|to (?:continue|keep) reading\W.{0,60}(?:subscri|sign|log|regist)"
    r"|(?:this|the full|rest of (?:this|the)) (?:article|story|content) is (?:only )?(?:for|available to|reserved for|exclusive)\b.{0,40}(?:subscri|member)"
    r"|already (?:a |an )?(?:subscriber|member)\?|(?:subscriber|member)s?[- ]only (?:article|content|story)|you(?:'|’)ve (?:reached|read) your"
    r"|(?:unlock|get|gain) (?:this article|unlimited|full) (?:access|digital)|register (?:for free )?to (?:continue|read)"
    r"|sign (?:in|up) to (?:continue|read|unlock)"
)
_NOT_FOUND = re.compile(
    r"(?i)(?:404|page|article|story|content)\W.{0,20}(?:not found|no longer (?:exists|available)|could not be found|does(?:n['’]t| not) exist)|^\W*404\b"
)

SENTENCES: dict[Wall, str] = {
    "consent": "the site shows a consent form instead of the article",
    "challenge": "the site shows a check for robots instead of the article",
    "paywall": "only the beginning is there; the rest is for subscribers",
    "not_found": "the site says that there is no such page",
}


def wall(text: str, whole: Callable[[], str], title: str | None, host: str, free: bool | None) -> Wall | None:
    """Which wall a page is, if any.

    ``text`` is the extracted body, ``whole`` gives everything visible on the page, ``free`` what the page's metadata say about access.
    """
    if len(text) >= _NOTICE:
        return None
    if _CONSENT_HOST.match(host):
        return "consent"
    whole_text = whole()
    head = f"{title or ''}\n{text or whole_text[:_NOTICE]}"
    if len(whole_text) < 2 * _NOTICE and _CHALLENGE.search(head):
        return "challenge"
    if len(text) < 600 and _NOT_FOUND.search(title or text[:200]):
        return "not_found"
    phrases = len(_CONSENT.findall(head))
    if phrases >= 4 or (phrases >= 2 and len(text) < 600) or (phrases and len(text) < 300):
        return "consent"
    if free is True:
        return None
    if len(text) < _TEASER and (free is False or _PAYWALL.search(text[-800:])):
        return "paywall"
    return "paywall" if len(text) < 500 and _PAYWALL.search(whole_text[:20_000]) else None
