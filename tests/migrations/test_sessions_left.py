"""Form 0019 leaves out the sessions that another rule has sealed, on both databases; everybody signs in anew."""

from hub.cli.migrating import Line, upgrade
from hub.store.engine import Store
from tests.migrations.test_migrations import ACCOUNT, ID, OFFICER, _insert, _tag, stores

__all__ = ["stores"]

BEGUN = {"id": bytes(32), "account_id": ID, "surface": "page", "created_at": 0, "last_seen": 0, "seal": bytes(32)}


def test_no_session_that_another_rule_has_sealed_comes_to_form_0019(stores: dict[Line, Store]) -> None:
    """It would open nothing, and the log's check would tell of it."""
    upgrade(stores["case"], "case", to="0018")
    with stores["case"].write() as tx:
        _insert(tx, "officer", OFFICER)
        _insert(tx, "account", ACCOUNT)
        _insert(tx, "session", {**BEGUN, "refused_minute": 0, "refused_count": 0})
    upgrade(stores["case"], "case", to="0019", tag=_tag)
    with stores["case"].read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM session").scalar_one() == 0
