"""The words of each act in the log: what its actor did, as it is said of others and to the participant."""

from typing import Final

from policies.vocabulary import Action

# Each act as what the actor did. A reader of the log meets these words, so each is a whole thought.
ACTS: Final = {
    Action.ABSENCE: "sade att någon är borta en tid",
    Action.ACCEPT: "godtog att lämna ut",
    Action.ANSWER_REPORT: "svarade på att något inte stämmer",
    Action.ASSIST: "lät deltagaren använda sin skärm",
    Action.CODE_RESET: "begärde en ny kod åt deltagaren",
    Action.CODE_SET: "valde sin egen kod",
    Action.COLLISION_CHECK: "jämförde tider för att se om något krockar",
    Action.COMPARE: "jämförde det påskrivna papperet",
    Action.DECIDE_ACCEPTANCE: "såg vad som väntar på att godtas",
    Action.DECLINE: "avböjde att lämna ut",
    Action.DRAFT: "skrev ett utkast till medgivande",
    Action.EXTRACT: "tog ut ett utdrag för sin egen dokumentation",
    Action.FACTOR: "ändrade sitt sätt att logga in",
    Action.IMPORT: "läste in planer från fil",
    Action.LINK: "skapade en länk för inloggning",
    Action.LIST: "såg namnet i sin lista",
    Action.LOG_PROOF: "hämtade ett bevis ur loggen",
    Action.LOG_READ: "läste loggen",
    Action.OFFICER_CHANGE: "ändrade uppgifter om handläggare",
    Action.PAPER: "lade till ett påskrivet papper",
    Action.PRESENT: "visade texten för underskrift",
    Action.PREVIEW: "såg en förhandsvisning",
    Action.PROPOSE: "föreslog en handläggare",
    Action.READ: "läste",
    Action.REGISTER: "registrerade deltagaren",
    Action.REPORT: "sade att något inte stämmer",
    Action.RESOLVE: "tog hand om en krock",
    Action.REVEAL: "öppnade vem ärendet gäller",
    Action.SIGN: "skrev under medgivandet",
    Action.SIGN_IN: "loggade in",
    Action.SIGN_IN_FAILED: "lyckades inte logga in",
    Action.SIGN_OUT: "loggade ut",
    Action.STEP_UP: "bekräftade sig på nytt",
    Action.TAKE_ON: "tog emot ärendet",
    Action.WITHDRAW: "tog tillbaka medgivandet",
    Action.WITNESS: "bevittnade underskriften",
    Action.WRITE: "skrev",
}

# Acts that say more by their reason. A unit_todo is what a unit's coaches look into about a registration.
CLOSER_WORDS: Final = {
    (Action.ABSENCE, "absence_ended"): "avslutade en frånvaro",
    (Action.ABSENCE, "absence_set"): "satte en frånvaro",
    (Action.ASSIST, "screen_taken_back"): "tog tillbaka sin skärm",
    (Action.COMPARE, "differs"): "skickade tillbaka det påskrivna papperet",
    (Action.DECIDE_ACCEPTANCE, "waits_counted"): "såg hur många medgivanden som väntar",
    (Action.FACTOR, "app_replaced"): "bytte app för engångskoder",
    (Action.FACTOR, "enrolled_app"): "kopplade en app för engångskoder",
    (Action.FACTOR, "enrolled_passkey"): "kopplade en passkey",
    (Action.FACTOR, "passkey_added"): "lade till en passkey",
    (Action.FACTOR, "passkey_removed"): "tog bort en passkey",
    (Action.FACTOR, "password_changed"): "bytte lösenord",
    (Action.FACTOR, "recovery_code_used"): "använde en reservkod",
    (Action.FACTOR, "recovery_renewed"): "gjorde nya reservkoder",
    (Action.LIST, "late_answers"): "såg att en enhet inte har svarat på ett medgivande",
    (Action.LIST, "officer_left"): "såg att ingen på en enhet läser längre, för att en handläggare har slutat",
    (Action.LIST, "paper_waits"): "såg att ett påskrivet papper väntar på att jämföras",
    (Action.LIST, "report_counted"): "såg att ärendet har en synpunkt att svara på",
    (Action.LIST, "unit_cases"): "såg vem på enheten som har ärendet",
    (Action.LIST, "unit_queue"): "såg att enheten inte har svarat på ett medgivande",
    (Action.LIST, "unit_todo"): "såg en påminnelse om registreringen",
    (Action.LOG_PROOF, "row_opened"): "såg en rad i loggen",
    (Action.LOG_READ, "file_taken"): "tog ut en del av loggen som fil",
    (Action.LOG_READ, "officers_listed"): "såg vilka handläggare som finns i loggen",
    (Action.OFFICER_CHANGE, "coach_changed"): "lämnade över ärendet till en annan handledare",
    (Action.OFFICER_CHANGE, "confirmed"): "bekräftade en anställd på enheten",
    (Action.OFFICER_CHANGE, "employed"): "började på enheten",
    (Action.OFFICER_CHANGE, "ended"): "avslutade en anställds åtkomst",
    (Action.OFFICER_CHANGE, "invitation_taken_back"): "tog tillbaka en inbjudan",
    (Action.OFFICER_CHANGE, "invited"): "bjöd in en ny till enheten",
    (Action.OFFICER_CHANGE, "invited_again"): "gjorde en ny inbjudan till en anställd",
    (Action.OFFICER_CHANGE, "manager_invited"): "bjöd in enhetens första behörighetsansvariga",
    (Action.OFFICER_CHANGE, "manager_invited_again"): "gjorde en ny inbjudan till den behörighetsansvariga",
    (Action.OFFICER_CHANGE, "organisation_added"): "lade till en organisation",
    (Action.OFFICER_CHANGE, "proposal_bound"): "bekräftade vem en föreslagen person är",
    (Action.OFFICER_CHANGE, "proposal_declined"): "avböjde en föreslagen person",
    (Action.OFFICER_CHANGE, "reach_changed"): "ändrade hur en anställd nås på jobbet",
    (Action.OFFICER_CHANGE, "renamed"): "ändrade namn eller titel på en anställd",
    (Action.OFFICER_CHANGE, "reviews"): "lät en granskare se enhetens logg",
    (Action.OFFICER_CHANGE, "unit_added"): "lade till en enhet",
    (Action.READ, "readers_seen"): "såg vilka som läser det som enheten skriver",
    (Action.READ, "unit_staff"): "såg enhetens anställda och ärendenummer",
    (Action.SIGN_OUT, "backup_restored"): "avslutade alla inloggningar, länkar och reservkoder, när en säkerhetskopia "
    "hade lagts tillbaka",
    (Action.SIGN_OUT, "backup_shorter"): "avslutade alla inloggningar, länkar och reservkoder, när en säkerhetskopia "
    "hade lagts tillbaka. Det som sist hade skrivits i loggen finns inte kvar",
    (Action.SIGN_OUT, "everywhere"): "loggade ut överallt",
    (Action.WITHDRAW, "category"): "tog tillbaka medgivandet för en typ av uppgift",
    (Action.WITHDRAW, "declined"): "sade nej till medgivandet",
    (Action.WITHDRAW, "letter"): "tog tillbaka medgivandet åt deltagaren, som bad om det i ett brev",
    (Action.WITHDRAW, "paper"): "tog tillbaka medgivandet åt deltagaren, som bad om det på papper",
    (Action.WITHDRAW, "person"): "tog tillbaka medgivandet för en person",
    (Action.WITHDRAW, "phone"): "tog tillbaka medgivandet åt deltagaren, som bad om det på telefon",
    (Action.WITHDRAW, "row"): "tog tillbaka medgivandet för en uppgift från en enhet",
    (Action.WITHDRAW, "visit"): "tog tillbaka medgivandet åt deltagaren, som bad om det vid ett besök",
    (Action.WRITE, "answers_saved"): "sparade sina svar om medgivandet",
    (Action.WRITE, "plan_begun"): "började en plan",
    (Action.WRITE, "thinking"): "ville tänka vidare",
    (Action.WRITE, "unit_todo"): "såg över registreringen",
}

# Her own acts, where the words for others say whose: to herself it is hers. Without a reason: whatever it was.
TO_HERSELF_WORDS: Final = {
    (Action.CODE_SET, ""): "valde din egen kod",
    (Action.WRITE, "answers_saved"): "sparade dina svar om medgivandet",
}

# What others did, said to her: it was done to her, and not to "the participant". A reason of its own goes first.
TO_HER_WORDS: Final = {
    (Action.ASSIST, ""): "lät dig använda sin skärm",
    (Action.CODE_RESET, ""): "begärde en ny kod åt dig",
    (Action.REGISTER, ""): "registrerade dig",
    (Action.WITHDRAW, "letter"): "tog tillbaka medgivandet åt dig, som bad om det i ett brev",
    (Action.WITHDRAW, "paper"): "tog tillbaka medgivandet åt dig, som bad om det på papper",
    (Action.WITHDRAW, "phone"): "tog tillbaka medgivandet åt dig, som bad om det på telefon",
    (Action.WITHDRAW, "visit"): "tog tillbaka medgivandet åt dig, som bad om det vid ett besök",
}

REFUSED_WORDS: Final = {
    Action.ACCEPT: "nekades att godta",
    Action.COLLISION_CHECK: "skulle jämföra tider för att se om något krockar, men inget fick jämföras",
    Action.IMPORT: "nekades att läsa in en fil",
    Action.READ: "nekades att läsa",
    Action.SIGN_IN_FAILED: "lyckades inte logga in",
    Action.WRITE: "nekades att skriva",
}
