"""Says in Swedish on what a decision in the log rests: the rule of a permit, or why it was refused.

The API gives the code itself, which policies/README.md explains with the law. A code without words is shown as it is.
"""

from typing import Final

from policies.vocabulary import RefusalReason

RULE_WORDS: Final = {
    "coach": "registrerade deltagaren, som handledare",
    "collision_check": "deltagaren har sagt ja till att tider jämförs",
    "line": "deltagaren har sagt ja till personen och uppgiften",
    "named": "deltagaren har sagt ja till personen",
    "own": "deltagarens eget",
    "own_unit": "den egna enhetens uppgift",
    "reveal": "granskar en enhet som ärendet rör",
    "reviewer": "granskar en enhet som ärendet rör",
    "second": "jämför ett papper som någon annan har fört in",
    "write": "skriver sin egen del",
    RefusalReason.AMBIGUOUS.value: "flera rader passar, och då gäller ingen",
    RefusalReason.CEILING.value: "får inte ges till den som har den uppgiften i arbetet",
    RefusalReason.CHECK_NOT_ALLOWED.value: "deltagaren har inte sagt ja till att tider jämförs",
    RefusalReason.DECEASED.value: "deltagaren är död",
    RefusalReason.DECLINED.value: "enheten som har uppgiften har avböjt",
    RefusalReason.EMPLOYMENT_BROKEN.value: "anställningen började efter deltagarens ja",
    RefusalReason.ERROR.value: "något gick fel när det prövades",
    RefusalReason.EXPIRED.value: "medgivandet har gått ut",
    RefusalReason.FUNCTION.value: "har inte en uppgift i arbetet som får göra det",
    RefusalReason.LINE_WITHDRAWN.value: "deltagaren har tagit tillbaka just det",
    RefusalReason.NAMED_ONLY_TO_GIVE.value: "deltagaren har sagt ja till att personen lämnar, inte läser",
    RefusalReason.NOT_ACCEPTED.value: "enheten som har uppgiften har inte godtagit än",
    RefusalReason.NOT_COMPARED.value: "den sortens uppgift jämförs inte",
    RefusalReason.NOT_CONCERNED.value: "ärendet rör inte en enhet som personen granskar",
    RefusalReason.NOT_EMPLOYED.value: "arbetar inte på enheten",
    RefusalReason.NOT_NAMED.value: "deltagaren har inte sagt ja till personen",
    RefusalReason.NOT_OWN.value: "är inte personens egen uppgift eller eget ärende",
    RefusalReason.NOT_TAKEN_ON.value: "personen har inte tagit emot ärendet",
    RefusalReason.NOT_YET_VALID.value: "medgivandet gäller inte än",
    RefusalReason.NO_CONSENT.value: "inget medgivande är underskrivet",
    RefusalReason.NO_LINE.value: "deltagaren har inte sagt ja till uppgiften för personen",
    RefusalReason.NO_RULE.value: "ingen regel tillåter det",
    RefusalReason.NO_SHARE.value: "personen har varken något att läsa eller lämna",
    RefusalReason.PERSON_WITHDRAWN.value: "deltagaren har tagit tillbaka sitt ja till personen",
    RefusalReason.PURPOSE.value: "syftet står inte i medgivandet",
    RefusalReason.REPLACED_GONE.value: "den som ersätts får inte själv läsa det",
    RefusalReason.REPLACED_PRESENT.value: "är ersättare, och den ordinarie är inte borta",
    RefusalReason.RESTRICTED.value: "behandlingen är begränsad",
    RefusalReason.RETROACTIVE.value: "medgivandet börjar före underskriften",
    RefusalReason.ROW_WITHDRAWN.value: "deltagaren har tagit tillbaka uppgiften",
    RefusalReason.SAME_PERSON.value: "förde själv in papperet",
    RefusalReason.TOO_LONG.value: "medgivandet är längre än tolv månader",
    RefusalReason.UNKNOWN.value: "frågan gick inte att förstå",
    RefusalReason.WITHDRAWN.value: "medgivandet är återkallat",
}

# Why a whole act was refused, where no rule was asked about any item.
ACT_WORDS: Final = {
    "assisted": "görs inte på en skärm som någon annan lånar ut",
    "code_used": "koden var redan använd",
    "daily": "så många får inte öppnas på ett dygn",
    "gone": "finns inte längre",
    "invitation_old": "lösenordet eller koden från förut stämde inte",
    "not_drafter": "skrev inte utkastet",
    "not_in_result": "krocken finns inte i det som personen får läsa",
    "not_own_row": "är inte den egna enhetens uppgift",
    "not_own_unit": "gäller ingen på den egna enheten",
    "role": "är inget för den rollen",
    "throttled": "för många försök",
    "unit_missing": "valde ingen enhet att arbeta för",
    "wrong_code": "koden stämde inte",
    "wrong_credentials": "lösenordet eller koden stämde inte",
}
