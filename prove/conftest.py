"""What the long tests share with the others: the databases, the cast and its world."""

pytest_plugins = ("tests.conftest",)
