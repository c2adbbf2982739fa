"""Every category and purpose has its words, and no two the same."""

from hub.consents.labels import OFFICER_LABELS, PARTICIPANT_LABELS, PURPOSE_LABELS
from policies.vocabulary import Category, Purpose


def test_every_word_has_its_label() -> None:
    assert set(OFFICER_LABELS) == set(PARTICIPANT_LABELS) == set(Category)
    assert len({*OFFICER_LABELS.values()}) == len({*PARTICIPANT_LABELS.values()}) == len(Category)
    assert set(PURPOSE_LABELS) == set(Purpose)
