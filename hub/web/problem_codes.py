"""What each `code` of a problem means to a program: the API's description lists them, and a test finds each in use."""

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, str]] = {
    # 401
    "wrong_credentials": "401: name, password or code is wrong; a one-time code serves once.",
    "link_spent": "401: the participant's link was used, has ended, or is none.",
    "invitation_spent": "401: the invitation was used, has ended, or is none.",
    # 403
    "step_up_required": "403: POST /sessions/current/step-up first, then send the same again.",
    # 409
    "acceptance_required": "409: the unit has not accepted to give this category; accept, or send `accept: true`.",
    "not_given": "409: the consent does not let the unit give this category.",
    "not_of_your_function": "409: her function may not write this category; a colleague of the unit may.",
    "already_answered": "409: a colleague has answered.",
    "already_signed": "409: the consent is signed.",
    "already_witnessed": "409: the signature is witnessed.",
    "another_coach": "409: who drafted it coaches the participant no more; a new draft is needed.",
    "coached": "409: somebody of the unit coaches the case meanwhile.",
    "code_changed": "409: the participant's own code was changed meanwhile; sign in anew.",
    "declined": "409: the participant has said no to this text; a new draft is needed.",
    "doubtful_unit": "409: a unit is not as the hub wrote it; the operators must look into it.",
    "ended": "409: the consent has ended or was taken back.",
    "expired": "409: the time that the text names is over; a new draft is needed.",
    "has_code": "409: the participant has chosen a code already; reset it.",
    "has_manager": "409: the unit has an access manager already.",
    "last_factor": "409: it is her last second factor.",
    "no_code": "409: the participant has not chosen a code yet; make a first link.",
    "no_paper": "409: no paper waits; it may have been compared.",
    "nobody_reads": "409: nobody at the unit may read the report.",
    "not_drafter": "409: another coach drafted it.",
    "not_presented": "409: the text was not presented.",
    "not_signed": "409: the consent is not signed.",
    "not_the_only_one": "409: the unit has several access managers, who can help one another.",
    "own": "409: not about oneself.",
    "paper_changed": "409: the paper was entered anew meanwhile; look at it again.",
    "screen_handed_over": "409: the coach's screen is with the participant.",
    "superseded": "409: there is a newer consent.",
    "taken_back_since": "409: the participant has taken something back since; a new text is needed.",
    "text_changed": "409: not the text, or the presentation, that was shown; read it again.",
    "text_not_reviewed": "409: the text in this language has not been reviewed here.",
    "two_must_have_seen": "409: one coach made the link and presented; the unit asks that two have seen her.",
    "waits": "409: she has used her link; confirm her, or take the invitation back.",
    "witness_required": "409: this unit accepts by witnessing the signature.",
    "works_elsewhere": "409: she works at several units.",
    "works_here": "409: she works at the unit already.",
    # 412, 422, 429
    "stale": "412: it was changed since it was read; read it again.",
    "invalid": "422: `errors` names each field.",
    "too_many": "429: wait as long as Retry-After says.",
    # 503: nothing was disclosed
    "log_down": "503: the access log cannot be written.",
    "keys_down": "503: the keys cannot be reached.",
    "store_down": "503: the database does not answer.",
    "reader_down": "503: files cannot be read just now.",
}
