"""Evaluation reports that were issued before there were versions, on the way up and down."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from assessor_hub.extensions import db
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.evaluation_report_models import EvaluationReport
from assessor_hub.registration.codes import read_code
from assessor_hub.rules.lifecycle import ProjectVerb as V
from tests.slices.acts import move, moves
from tests.world import World


def test_evaluation_reports_are_taken_over_as_version_1_and_kept_by_the_project_on_the_way_down(
    world: World, app: Flask
) -> None:
    """0009: with the document that has the hash; without one where nothing of that hash was kept."""
    _institution, owner = world.recorded()
    reported, bare = (moves(world, world.file(owner), (V.REGISTER, V.REPORT)) for _ in range(2))
    move(world, reported, V.REPORT, owner)
    registered = moves(world, world.file(owner), (V.REGISTER,))
    with world.session() as session:
        newest = session.scalars(select(EvaluationReport).where(EvaluationReport.version == 2)).one()
        kept = (newest.document_id, newest.sha256, newest.issued_on, newest.uploaded_at, newest.uploaded_by)
    with app.app_context():
        db.session.remove()
        downgrade(revision="0008")
        assert "evaluation_reports" not in inspect(db.engine).get_table_names()
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE documents SET withdrawn_at = stored_at WHERE owner_id = :p"), {"p": bare})
        upgrade()
    with world.session() as session:
        rows = {row.project_id: row for row in session.scalars(select(EvaluationReport))}
        assert (set(rows), registered in rows) == ({reported, bare}, False)
        row = rows[reported]
        assert (row.document_id, row.sha256, row.issued_on, row.uploaded_at, row.uploaded_by) == kept
        assert (rows[bare].document_id, rows[bare].uploaded_by) == (None, None)
        assert {(one.version, one.standard, len(one.signers)) for one in rows.values()} == {(1, "", 0)}
        assert all(read_code(one.code) == one.code for one in rows.values())
        assert examine(session, world.law(session)) == []
