"""What the sentence around a promise makes of it: conditions, unreal cases, denials, offers taken back, promises said again."""

from __future__ import annotations

import re

from extractors.cues import Verb
from extractors.reading import Sentence

_CONDITION = re.compile(
    r"\b(?:(?<!even )(?<!as )(?<!what )if(?! (?:not|only|anything|true|we may|you (?:like|will|ask)|i (?:am|remember)|my|a little)\b)|unless|"
    r"provided(?: that\b|(?! (?:by|for|to|with|in|at|from|under|through)\b)(?= (?:\w+ ){1,6}(?:is|are|do|does|can|has|have|will|goes|agrees?|approves?|[a-z]+s)\b))|"
    r"(?<!for )as long as(?! (?:it|they|he|she|we) (?:takes?|likes?|lasts?|wants?|wish(?:es)?|(?:is|are) (?:open|needed|necessary))| needed| necessary| the war)|as soon as|on (?:the )?condition(?: that)?|"
    r"subject to(?! an? (?:ceiling|cap|maximum|limit))|should (?=[a-z]+ \w+)|were (?=[^,.;]{2,40} to )|contingent (?:up)?on|conditional (?:up)?on|money permitting|depending on|"
    r"in (?:the )?(?:case|event) (?:of|that)|assuming(?: that)?|so long as|providing that|only (?:when|after|once)|with the proviso that|on the understanding that|"
    r"once (?=(?:[\w'’-]+ ){1,5}(?:approv|agree|ratif|pass|sign|adopt|vote|clear|endors|consent)\w*)|"
    r"in (?:return|exchange) for (?=(?:[\w'’-]+ ){0,3}(?:reforms?|concessions?|guarantees|assurances|promises|commitments|progress|action|elections|peace|reductions?|restraint|cuts|access|silence|votes?|release)\b)|"
    r"(?:tied|linked) to (?=(?:[\w'’-]+ ){0,3}(?:reforms?|progress|conditions?|targets?|approval|performance|results?|milestones?|elections?|ceasefire|outcome)\b)|"
    r"com(?:es?|ing) with (?:\w+ )?(?:conditions|strings)|depend(?:s|ed|ent)? (?:up)?on|hing(?:es?|ed|ing) (?:up)?on|(?:must still|still (?:has|have|needs?) to|has yet to|have yet to) (?=(?:be |give |get |win |receive )?(?:[\w'’-]+ ){0,3}(?:approv|agree|ratif|pass|sign|adopt|endors|consent|backing|blessing|nod)\w*)|"
    r"(?:needs|requires|awaits|awaiting) (?=(?:[\w'’-]+ ){0,3}(?:approval|consent|backing|blessing|nod|ratification|go-ahead)\b)|"
    r"pending (?=(?:[a-z]+ ){0,3}(?:approval|consent|ratification|vote|agreement|review)))\b[^,.;:()\"”]*",
    re.IGNORECASE,
)
#: inversions ("Should the vote fail, ...") begin a clause
_INVERTED = ("should", "were")
#: what is denied stands behind these ...
_DENIES = re.compile(
    r"\b(?:(?:wrongly|falsely|mistakenly|erroneously|incorrectly|inaccurately) (?:said|says|reported|reports|wrote|writes|claimed|claims|stated|states|suggested|announced|put|gave|told|attributed|credited|listed|quoted|had)\b|"
    r"(?:pour(?:s|ed|ing)? cold water on|wav(?:es|ed|ing) off|brush(?:es|ed|ing)? off|scotch(?:es|ed|ing)?|quash(?:es|ed|ing)?|rubbish(?:es|ed|ing))\b|"
    r"it(?:'s|’s| is| was) (?:\w+ )?(?:not true|untrue|false|wrong|nonsense|a lie|a myth|a rumou?r) that\b|no truth (?:in|to|whatsoever in)\b|"
    r"(?:describ|dismiss|brand|reject|denounc)\w* as (?:\w+ )?(?:false|untrue|wrong|nonsense|fake|baseless|unfounded|invented|fiction)\b|"
    r"(?:reject|rubbish|refut|rebut|scotch|quash|disput|dismiss)\w* (?:\w+ ){0,3}(?:reports?|rumou?rs?|claims?|talk|suggestions?|speculation|allegations?|stories|assertions?) (?:that|of|about|saying|according)\b|"
    r"den(?:y|ies|ied|ying)\b(?! (?:[\w'’-]+ ){0,2}(?:requests?|applications?|appeals?|pleas?|access|aid|entry|funding)\b)|denials?\b|dismiss(?:es|ed|ing)? (?:as|reports?|rumou?rs?|claims?|talk)\b|(?:nobody|no one) (?:has |had |ever )*(?:promised|pledged|offered|said)\b|"
    r"never (?:promised|pledged|offered)\b|no such (?:plans?|decision|offer)\b|hoax\b|fabricated\b|debunk)",
    re.IGNORECASE,
)
#: ... and before these
_DENIED = re.compile(
    r"\b(?:(?:are|is|was|were|proved|proved to be|turned out|turned out to be) (?:misleading|false|untrue|wrong|denied|incorrect|mistaken|erroneous|invented|made up|bogus|fake|fabricated|baseless|unfounded|groundless|without (?:any )?(?:foundation|basis|substance)|(?:pure|sheer) (?:fiction|invention|speculation|fantasy)|(?:wide|off|short) (?:of )?the (?:mark|truth)|not the case|far from the truth|"
    r"an? (?:mistake|error|misprint|typo|mix-up|slip|misunderstanding|hoax|lie|fabrication|typing error)|(?:down|due) to (?:a |an )?(?:swapped|typing|clerical|misprint|slip|mix-up))\b|no such (?:plans?|decision|offer)\b|not true\b|(?:no|not an? [\w'’]+ (?:worth )?of) truth\b|den(?:ies|ied) (?:it|this|the (?:report|claim|rumou?r)s?)\b|"
    r"(?:this|the|that) (?:information|news|report) (?:was |is |has been )?denied|denied (?:this|the|that) (?:information|news)|(?:hoax|fabricated|debunked)\b)",
    re.IGNORECASE,
)
#: "called reports of a grant false"
_CALLED_FALSE = re.compile(
    r"\bcall(?:s|ed|ing) (?:[\w'’-]+ ){0,3}(?:reports?|rumou?rs?|claims?|talk|suggestions?|stories|allegations?)\b[^;]{0,120}"
    r"\b(?:false|untrue|nonsense|fake|baseless|unfounded|groundless|invented|fiction|wrong|rubbish|fabricated)\b|"
    r"\b(?:talk|reports?|rumou?rs?|claims?|suggestions?|stories) (?:that|of)\b[^.;]{0,120}\b(?:called|calls|dismissed as|dismisses as|branded|termed|described as)\W{1,3}(?:an? |pure |sheer |\w+ )?[\"“‘']?(?:\w+ )?"
    r"(?:false|untrue|nonsense|fake|baseless|unfounded|groundless|invent(?:ed|ion)|fiction|wrong|rubbish|fabricat(?:ed|ion)|fairy tales?|hoax|lies?|speculation)\b",
    re.IGNORECASE,
)
#: a sentence that denies the one before it
_DENIES_BEFORE = re.compile(
    r"\W*(?:verdict: (?:false|wrong|untrue|misleading|invented|fake)|not true|untrue|false|nonsense|no\.|no,? (?:there|that|nobody|he|she|they)\b|(?:that|this|it|the (?:report|claim|rumou?r)s?) (?:is|was|are|were) (?:false|untrue|wrong|not true|denied|nonsense|invented)|"
    r"there (?:is|'s|’s) no such|[^.;]{2,60}\bden(?:ies|ied) (?:it|this|that|any|having))",
    re.IGNORECASE,
)
_RUMOUR = re.compile(
    r"\bclaim:|\b(?:rumou?r(?:s|ed)?|reportedly|said to be|claims? (?:on|that|circulat)|(?:post|video|clip)s? (?:claim|say)|is what [^.]{3,40} claims)\b|\?",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\bif (?:(?!\b(?:is|are|be|been|gets?|has|have)\b)[^,.;]){2,60}?\b(?:were|had|could|would|[a-z]{3,}ed)\b",
    re.IGNORECASE,
)
_WOULD = re.compile(r"\b(?:would|could|might)\b|['’]d\b", re.IGNORECASE)
_REAFFIRM = re.compile(
    r"\b(?:as before|as (?:already |previously |earlier )?(?:announced|promised|pledged|agreed) (?:in\b|last\b|before\b|earlier\b|at\b|(?=,))|(?:said|says|say|stress(?:es|ed)?|declar(?:es|ed)|confirm(?:s|ed)|insist(?:s|ed)|repeat(?:s|ed)|promis(?:es|ed)|pledg(?:es|ed)|vow(?:s|ed)) (?:again|once more|once again|anew)|true to (?:its|his|her|their|our) (?:word|promise|pledge)|restat\w*|nothing (?:has|had) changed|assur\w+ [\w’' ]{2,30} again|confirm(?:s|ed|ing)? (?:its|his|her|their|the) (?:\w+ )?(?:backing|support|commitment|pledge|contributions?|parts?|offer|promise|share)\b|once again confirmed|reaffirm\w*|reiterat\w*|recommit\w*|stand by|stands by|kept its earlier word|unchanged|still stands|remains? (?:committed|in force|valid)|"
    r"(?:promis|pledg|offer|commit)\w*(?:[^,.;]|[.,](?=\d)){0,60}? (?:(?:stands|holds)(?= *[,.;])|(?:remains?|stays?|is still|are still) (?:in place|valid|unchanged|in force|on the table|good|open|intact)\b)|"
    r"(?:keep|honou?r|maintain|repeat|renew|restate|underlin|underscor|uphold|recall|reconfirm|make good on|stick|held|hold)\w*(?: to| by| on)? (?:its|his|her|their|our|the earlier) (?:[\w’'-]+ ){0,2}?(?:word|promise|pledge|commitment|offer|vow|undertaking)s?\b|"
    r"(?:still|already) (?:holds|safe))\b",
    re.IGNORECASE,
)
#: "had offered 450 million but withdrew", "that idea is gone"
_TAKEN_BACK = re.compile(
    r"\b(?:off the table|will not be pursued|(?:has|have|had) been (?:put on (?:ice|hold)|called off))|\bbut (?:(?:later|then|has|have|since|had) )*(?:changed (?:its|their|his|her) mind|had second thoughts|thought better of it|got cold feet|dropped the idea)|(?:\bbut|, then|\band then|, only to|\bbefore it) (?:(?:later|then|has|have|since|had) )*(?:withdrew|withdraw|withdrawn|backed out|pulled out|dropped|scrapped|shelved|abandoned|cancelled|reneged)\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\W*(?:it|that|this|nothing|the (?:plan|idea|deal|offer|scheme|project)) (?:never happened|never came|came to nothing|fell through|came of it|was not to be|never materiali[sz]ed)\b|\W*(?:that|this|the|it) ?(?:idea|plan|proposal|offer|promise|pledge|sum|scheme|project)? (?:is|was|has been|have been) (?:now )?(?:gone|dead|off the table|dropped|scrapped|shelved|abandoned|withdrawn|buried|history)\b",
    re.IGNORECASE,
)


#: "should three others match it" behind the main clause
_INVERTED_SHOULD = re.compile(
    r"(?<![,;] )\bshould (?=(?:the|a|an|it|they|he|she|we|this|that|these|those|other|others|another|enough|more|any|no|its|their|both|all|two|three|four|five|parliament|congress|lawmakers|voters|[A-Z]\w+) )[^,.;:()\"”]*"
)
_SAID_BETWEEN = re.compile(r"\band (?:said|says|added|warned|told|noted|stressed)\b", re.IGNORECASE)


#: a condition without a verb of its own, and no comma behind: "if elected she would give"
_IF_ELECTED = re.compile(
    r"\b[Ii]f (?:re-?)?(?:elected|returned to (?:office|power)|chosen|approved|passed|confirmed|ratified|adopted|voted through|granted)\b(?=,? (?:s?he|they|it|we|I|the|[A-Z]))"
)


def condition_of(sentence: Sentence, first: int, last: int) -> str | None:
    """The condition that stands in the sentence of words ``first`` to ``last``, if it is outside them and of their clause."""
    words = sentence.reading.words
    text = sentence.reading.text
    a, b = words.start[first], words.end[last - 1]
    elected = _IF_ELECTED.search(text, sentence.start, a)
    if elected is not None and a - elected.end() < 90:
        return elected.group()
    for m in _CONDITION.finditer(text, sentence.start, sentence.end):
        if m.start() < b and m.end() > a:
            if m.start() <= sentence.start + 6 and m.start() < a:
                return _opening_condition(text[m.start() : a])
            continue
        if m.group()[:6].lower().startswith(_INVERTED) and not _begins_clause(text, m.start(), sentence.start):
            continue
        between = text[b : m.start()] if m.start() >= b else text[m.end() : a]
        if (
            _SAID_BETWEEN.search(between)
            or ", and " in between
            or " - " in between
            or " – " in between
            or between.count("(") > between.count(")")
        ):
            continue
        return m.group().strip()
    behind = _INVERTED_SHOULD.search(text, b, sentence.end)
    return behind.group().strip() if behind is not None and not {",", ";"} & set(text[b : behind.start()]) else None


def _opening_condition(told: str) -> str:
    """ "In case of a drought Norway will pay": what opens the sentence, up to its verb where no comma parts them."""
    cut = re.search(r" (?:will|would|can|could|may|is|are|has|have|pays?|gives?)\b", told)
    return (told[: cut.start()] if cut is not None else told).strip()


def _begins_clause(text: str, at: int, start: int) -> bool:
    before = text[start:at].rstrip()
    return not before or before[-1] in ',;:—–("“'


def is_unreal(sentence: Sentence) -> bool:
    """ "If the money doubled we could ...": a thought, not a promise."""
    text = sentence.reading.text
    m = _UNREAL.search(text, sentence.start, sentence.end)
    if m is None:
        return False
    return (
        _WOULD.search(text, m.end(), sentence.end) is not None
        or _WOULD.search(text, sentence.start, m.start()) is not None
    )


def _next_of_block(sentence: Sentence) -> Sentence | None:
    found = sentence.reading.sentences[sentence.index + 1 : sentence.index + 2]
    return found[0] if found and found[0].block == sentence.block else None


def is_denied(sentence: Sentence, first: int, last: int) -> bool:
    """Whether the sentence says that what it tells at words ``first`` to ``last`` is not so, or the next one says so of a rumour."""
    text, words = sentence.reading.text, sentence.reading.words
    a, b = words.start[first], words.end[last - 1]
    if _DENIES.search(text, sentence.start, a) or _DENIED.search(text, b, sentence.end):
        return True
    called = _CALLED_FALSE.search(text, sentence.start, sentence.end)
    if called is not None and called.start() < a < called.end():
        return True
    return is_denied_rumour(sentence)


def is_denied_rumour(sentence: Sentence) -> bool:
    """ "Rumour has it ... 30 billion. Not true, says the ministry": a hearsay that one of the next two sentences denies."""
    text = sentence.reading.text
    following = _next_of_block(sentence)
    if following is None or not _RUMOUR.search(text, sentence.start, sentence.end):
        return False
    if _DENIES_BEFORE.match(text, following.start, following.end):
        return True
    after = _next_of_block(following)
    return after is not None and _DENIES_BEFORE.match(text, after.start, after.end) is not None


#: "the $5m promised by Norway has been cancelled", "plans to give $5m were dropped"
_DROPPED_BEHIND = re.compile(
    r"(?:(?!\b(?:that|which|who|whose|after|when|where|while|because|and|but)\b)[^,;:()\"”“]){0,70}?\b(?:has|have|had|was|were|is|are) (?:(?:now|since|also|later|been|being|then) )*"
    r"(?:dropped|scrapped|shelved|abandoned|cancelled|canceled|withdrawn|axed|suspended|frozen|revoked|rescinded|called off|put on (?:ice|hold)|taken off the table|binned|ditched|halted|paused|terminated|retracted)\b",
    re.IGNORECASE,
)


def is_taken_back(sentence: Sentence, last: int) -> bool:
    """Whether the clause behind word ``last`` or the next sentence says that an offer is no more."""
    text = sentence.reading.text
    behind = sentence.reading.words.end[last - 1]
    if _TAKEN_BACK.search(text, behind, sentence.end) or _DROPPED_BEHIND.match(text, behind, sentence.end):
        return True
    following = _next_of_block(sentence)
    return following is not None and _GONE.match(text, following.start, following.end) is not None


def is_reaffirmed(sentence: Sentence) -> bool:
    """Whether the sentence says that an earlier promise stands."""
    return _REAFFIRM.search(sentence.reading.text, sentence.start, sentence.end) is not None


def in_unreal_clause(sentence: Sentence, verb: Verb, first: int) -> bool:
    """ "If Norway gave $5m, the town would be safe", "Had it given $5m, ...": what is given stands in the clause of what is not so."""
    low = sentence.reading.words.low
    start = next(
        (k for k in range(verb.begin - 1, max(sentence.lo, verb.begin - 9) - 1, -1) if low[k] in {"if", "had"}), None
    )
    if start is None or not _opens_clause(low, start, sentence.lo) or {",", ";"} & set(low[start:first]):
        return False
    if low[start] == "had":
        unreal = verb.form() == "past" and verb.begin > start + 1
    else:
        unreal = verb.form() == "past" and {"has", "have", "is", "are"}.isdisjoint(verb.helpers)
    return unreal and _WOULD.search(sentence.reading.text, sentence.start, sentence.end) is not None


def _opens_clause(low: list[str], at: int, lo: int) -> bool:
    return at <= lo or low[at - 1] in {",", ";", ":", '"', "“", "(", "–", "—", "only", "and", "but"}


#: who else but the payer says so: "it is expected that", "is confident that"
_EXPECTS = re.compile(
    r"(?i:\A\W*(?:most )?(?:probably|presumably|in all (?:likelihood|probability)|doubtless|no doubt)\b|\b(?:it (?:is|was) (?:\w+ )?(?:expected|likely|probable|hoped|thought|believed|assumed|anticipated)|(?:is|are|was|were|sounded|seemed) (?:\w+ )?(?:confident|certain|sure|convinced|optimistic|hopeful)|"
    r"expectations?(?: \w+){0,2}|hopes?(?: \w+)?|odds|chances?(?: \w+){0,2}) that\b)|\b(?:am|is|are|was|were|'m|’m|'re|’re) (?:\w+ )?(?:confident|certain|sure|convinced) (?=(?:the )?[A-Z])",
)


def is_expected_by_others(sentence: Sentence, first: int) -> bool:
    """ "The minister was confident that Norway would give": an expectation that governs the clause of word ``first``."""
    text, at = sentence.reading.text, sentence.reading.words.start[first]
    m = _EXPECTS.search(text[sentence.start : at])
    text, at = text[sentence.start : at], at - sentence.start
    if m is None or ";" in text[m.end() : at]:
        return False
    own = text[m.end() : m.end() + 6].lower().split()
    return not own or own[0] not in {"it", "they", "we"}


_SINCE_PROMISED = re.compile(
    r" (?:in [\w ]{3,30} |of [\w ]{3,20} )?(?:that |which )?(?:it|they|he|she|we|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}|the [\w’' -]{3,30}|parliament|congress|lawmakers|ministers|donors|lenders|governments|leaders|countries|shareholders) (?:has |had |have )?(?:once |first |already |earlier |previously |originally |initially )?"
    r"(?:promised|pledged|committed(?! to)|announced|offered|vowed|agreed(?! to)|approved|added|granted|allocated|put up)\b(?! (?:\w+ ){0,3}(?i:today|yesterday|this|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tues|wednes|thurs|fri|satur|sun)day))"
)


def was_promised(sentence: Sentence, first: int, last: int) -> bool:
    """ "will pay the $5m it promised", "has yet to hand over the €2 million that Rome had pledged": the sum of an older promise."""
    words = sentence.reading.words
    if words.low[first - 1] not in {"the", "its", "their", "all", "full", "entire", "whole", "of"}:
        return False
    return _SINCE_PROMISED.match(sentence.reading.text, words.end[last - 1], sentence.end) is not None


_WORD_GIVEN = re.compile(
    r"\b(?:word|promise|promises|pledge|assurances?|vow|guarantee|undertaking|commitment|confirmation|announcement|news|notice|it (?:was|is|has been|had been) (?:\w+ )?(?:announced|confirmed|agreed|decided|reported|disclosed|revealed)|(?:word|news) (?:came|spread|is)|assured [\w’' -]{2,40}|informed [\w’' -]{2,40}|notified [\w’' -]{2,40}) that\b",
    re.IGNORECASE,
)


def is_given_as_word(sentence: Sentence, verb: Verb | None) -> bool:
    """ "gave its word that it would provide": "would" is the "will" of what was promised."""
    if (
        verb is None
        or "would" not in verb.helpers
        or not verb.is_a("give", "allocate", "deliver", "promise")
        or verb.stance is not None
    ):
        return False
    if (
        verb.governor is not None
        or verb.governing_word is not None
        or not {"could", "might", "may", "have"}.isdisjoint(verb.helpers)
    ):
        return False
    m = _WORD_GIVEN.search(sentence.reading.text, sentence.start, sentence.reading.words.start[verb.begin])
    return m is not None and ";" not in sentence.reading.text[m.end() : sentence.reading.words.start[verb.begin]]


_OFF = (["on", "hold"], ["on", "ice"], ["on", "pause"], ["in", "doubt"])


def is_put_off(sentence: Sentence, verb: Verb | None, last: int) -> bool:
    """ "has put its contribution of $5m on hold"."""
    put = any(v.lemma() in {"put", "place", "set"} and v.last <= last for v in sentence.verbs)
    if verb is None or not put:
        return False
    low = sentence.reading.words.low
    return any(low[k : k + 2] in _OFF for k in range(last, min(sentence.hi - 1, last + 8)))


_HERE = re.compile(
    r"[^.;]{0,90}\b(?:has|have) (?:now |since |already )?(?:reached|arrived|been (?:paid|transferred|handed over|delivered|disbursed|received))\b|[^.;]{0,90}\b(?:is|are) (?:now |all |already )?(?:here|there|in place|complete|paid|with us)\b",
    re.IGNORECASE,
)


def is_here(sentence: Sentence, last: int) -> bool:
    """ "all 28 which the city had promised are now here"."""
    return _HERE.match(sentence.reading.text, sentence.reading.words.end[last - 1], sentence.end) is not None
