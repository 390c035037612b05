"""The law as pure functions: facts, a jurisdiction's rules and a day in; findings out.

Nothing here knows Flask, SQLAlchemy, the clock or a province's number. The one module that reads files is
:mod:`assessor_hub.rules.pack`.
"""
