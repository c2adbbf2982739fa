"""The browser's session of forms: its forms' token, and what one form leaves for the next; the API has none."""

from flask import Flask, Request
from flask.sessions import NullSession, SecureCookieSession, SecureCookieSessionInterface

from hub.web.blueprints import API


class FormSessions(SecureCookieSessionInterface):
    """Who is signed in stands in the database; this cookie only ties a form to the browser that opened it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith(API):
            return NullSession()
        return super().open_session(app, request)
