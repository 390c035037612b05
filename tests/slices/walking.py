"""What the walks of the state machines share: a prepared world that each walk begins with anew, and the walk itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from assessor_hub.extensions import db
from tests.world import World


def put_back(world: World, file: Path) -> Callable[[], World]:
    """Keep the world as it is now; each call of what is returned makes it so again, its SQLite ``file`` and its clock."""
    _close(world.app)
    began, prepared = world.now, file.read_bytes()

    def fresh() -> World:
        _close(world.app)
        file.write_bytes(prepared)
        world.now = began
        return world

    return fresh


def _close(app: Flask) -> None:
    """Let go of the file, its log included, so that it can be put back."""
    with app.app_context():
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()


def walk(machine: type[RuleBasedStateMachine], start: Callable[..., Any], examples: int, steps: int) -> None:
    """Walk ``examples`` times, ``steps`` at most, the same ways on every run; each walk begins with ``start()``."""
    begun = type("Walk", (machine,), {"start": staticmethod(start)})
    run_state_machine_as_test(begun, settings=settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=True,
        phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
    ))
