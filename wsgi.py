"""The WSGI entry: ``gunicorn wsgi:app``."""

from assessor_hub.app import create_app

app = create_app()
