"""The demo's story: made-up people who do over sixty days, through the JSON API, what the hub is for.

Domain pages 4.2 to 4.4 as far as the hub carries them. Not there yet, and so not told: referrals (P14 is only
registered), measurements, attendance, benefits, joint decisions and dissent (P06), the catalogue, the employer's sheet
(P10), collision rules other than X01 and X03 to X06, a mark for protected identity (P11 has a pseudonym, no number and
two officers), a block for conflicts of interest (O09 is simply not named for P09), guardians, the evaluator's and the
project leader's figures with their 138 further participants, and texts in other languages. P05 and P06 live in
municipalities without a coach among the fourteen officers; neighbours' coaches meet them.
"""
