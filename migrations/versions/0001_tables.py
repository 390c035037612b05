"""every table of the house: the first schema"""


import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('audit_entries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tag', sa.String(length=60), nullable=False),
    sa.Column('actor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('actor_name', sa.String(length=80), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('jurisdiction', sa.String(length=6), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('pack_version', sa.String(length=120), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entries_subject', ['subject', 'subject_id'], unique=False)

    op.create_table('documents',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('ref', sa.String(length=32), nullable=False),
    sa.Column('owner_kind', sa.Enum('application', 'project', 'change', 'tip', 'employment', name='ownerkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('legal_person', 'authorisation', 'premises', 'finance_rules', 'quality_system', 'internal_rules', 'credit_record', 'staff', 'title', 'track_record', 'evaluation_report', 'evidence', name='documentkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('stored_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('scan', sa.Enum('not_scanned', 'pending', 'clean', 'infected', name='scanstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('scanned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signature', sa.String(length=120), nullable=False),
    sa.Column('cleaning', sa.Enum('pending', 'cleaned', 'failed', name='cleaningstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('cleaning_fault', sa.String(length=40), nullable=False),
    sa.Column('clean_size', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('clean_sha256', sa.String(length=64), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('size > 0', name=op.f('ck_documents_not_empty')),
    sa.CheckConstraint("(scan IN ('clean', 'infected')) = (scanned_at IS NOT NULL)", name=op.f('ck_documents_scanned_has_time')),
    sa.CheckConstraint("(scan = 'infected') = (length(signature) > 0)", name=op.f('ck_documents_infected_is_named')),
    sa.CheckConstraint("(cleaning = 'cleaned') = (clean_sha256 IS NOT NULL)", name=op.f('ck_documents_cleaned_has_hash')),
    sa.CheckConstraint("(cleaning = 'cleaned') = (clean_size IS NOT NULL)", name=op.f('ck_documents_cleaned_has_size')),
    sa.CheckConstraint("(cleaning = 'failed') = (length(cleaning_fault) > 0)", name=op.f('ck_documents_failed_says_why')),
    sa.CheckConstraint("next_try_at IS NOT NULL OR scan = 'infected' OR (scan <> 'pending' AND cleaning <> 'pending')", name=op.f('ck_documents_waiting_is_tried')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_documents')),
    sa.UniqueConstraint('ref', name=op.f('uq_documents_ref'))
    )
    with op.batch_alter_table('documents', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_documents_next_try_at'), ['next_try_at'], unique=False)
        batch_op.create_index('ix_documents_owner', ['owner_kind', 'owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_documents_sha256'), ['sha256'], unique=False)

    op.create_table('installation_facts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation_facts')),
    sa.UniqueConstraint('name', name=op.f('uq_installation_facts_name'))
    )
    op.create_table('institutions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('uscc', sa.String(length=18), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('enterprise', 'public_institution', 'association', name='institutionkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('registered_code', sa.String(length=6), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_institutions')),
    sa.UniqueConstraint('uscc', name=op.f('uq_institutions_uscc'))
    )
    with op.batch_alter_table('institutions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_institutions_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_institutions_registered_code'), ['registered_code'], unique=False)

    op.create_table('job_runs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('job', sa.String(length=40), nullable=False),
    sa.Column('period', sa.String(length=40), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_runs')),
    sa.UniqueConstraint('job', 'period', name=op.f('uq_job_runs_job_period'))
    )
    op.create_table('pack_commencements',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('kind', sa.Enum('in_force', 'trial', name='commencementkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('pack_version', sa.String(length=120), nullable=False),
    sa.Column('by_user', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('last_day IS NULL OR last_day >= first_day', name=op.f('ck_pack_commencements_ends_after_start')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pack_commencements'))
    )
    op.create_table('persons',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('ref', sa.String(length=32), nullable=False),
    sa.Column('id_kind', sa.Enum('resident_id', 'passport', 'hk_macao_residence', 'taiwan_residence', name='idkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id_index', sa.String(length=64), nullable=False),
    sa.Column('id_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_persons')),
    sa.UniqueConstraint('id_index', name=op.f('uq_persons_id_index')),
    sa.UniqueConstraint('ref', name=op.f('uq_persons_ref'))
    )
    op.create_table('series',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_series'))
    )
    op.create_table('summary_dates',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('jurisdiction', sa.String(length=6), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('set_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_summary_dates')),
    sa.UniqueConstraint('jurisdiction', 'year', name=op.f('uq_summary_dates_jurisdiction_year'))
    )
    op.create_table('users',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('email', name=op.f('uq_users_email'))
    )
    op.create_table('value_confirmations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('confirmed', sa.JSON(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('pack_version', sa.String(length=120), nullable=False),
    sa.Column('by_user', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_value_confirmations'))
    )
    op.create_table('allowances',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pool_level', sa.Enum('national', 'provincial', 'municipal', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('pool_code', sa.String(length=6), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.CheckConstraint('used >= 0', name=op.f('ck_allowances_not_negative')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_allowances_person_id_persons')),
    sa.PrimaryKeyConstraint('person_id', 'pool_level', 'pool_code', 'year', name=op.f('pk_allowances'))
    )
    op.create_table('applications',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('jurisdiction', sa.String(length=6), nullable=False),
    sa.Column('status', sa.Enum('draft', 'submitted', 'returned', 'refused', 'recorded', 'withdrawn', name='applicationstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('verdict', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('city', sa.String(length=6), nullable=True),
    sa.Column('taken_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("status IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL", name=op.f('ck_applications_submitted_has_time')),
    sa.CheckConstraint("status NOT IN ('returned', 'refused', 'recorded') OR (decided_at IS NOT NULL AND length(reason) > 0)", name=op.f('ck_applications_decided_has_reason')),
    sa.CheckConstraint('submitted_at IS NULL OR version > 0', name=op.f('ck_applications_handed_in_has_version')),
    sa.ForeignKeyConstraint(['decided_by'], ['users.id'], name=op.f('fk_applications_decided_by_users')),
    sa.ForeignKeyConstraint(['taken_by'], ['users.id'], name=op.f('fk_applications_taken_by_users')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_applications_institution_id_institutions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applications'))
    )
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_applications_city'), ['city'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index('ix_applications_queue', ['jurisdiction', 'status', 'submitted_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_applications_taken_by'), ['taken_by'], unique=False)
        batch_op.create_index('uq_applications_open', ['institution_id', 'jurisdiction'], unique=True, sqlite_where=sa.text("status IN ('draft', 'submitted', 'returned')"), postgresql_where=sa.text("status IN ('draft', 'submitted', 'returned')"))

    op.create_table('audit_seals',
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['audit_entries.id'], name=op.f('fk_audit_seals_entry_id_audit_entries')),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_seals')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_audit_seals_entry_id'))
    )
    op.create_table('decisions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('jurisdiction', sa.String(length=6), nullable=False),
    sa.Column('ground', sa.Enum('fraud', 'concealment', 'poor_quality', 'lacks_conditions', name='ground', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('effect', sa.Enum('non_acceptance', 'cancel_and_non_acceptance', 'report_up', 'block_new_filings', 'not_accepted_while', 'tell_staff', 'rectify', 'rectify_then_list', 'sanction', 'none', name='effect', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('article', sa.String(length=40), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('notice_on', sa.Date(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('served_on', sa.Date(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('pack_version', sa.String(length=120), nullable=False),
    sa.Column('trial', sa.Boolean(), nullable=False),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revocation_reason', sa.Text(), nullable=True),
    sa.CheckConstraint('(revoked_at IS NULL) = (revocation_reason IS NULL)', name=op.f('ck_decisions_revocation_has_reason')),
    sa.CheckConstraint('last_day > first_day', name=op.f('ck_decisions_ends_after_start')),
    sa.CheckConstraint('length(facts) > 0', name=op.f('ck_decisions_has_facts')),
    sa.CheckConstraint('notice_on <= decided_on AND decided_on <= served_on AND served_on <= first_day', name=op.f('ck_decisions_order_of_days')),
    sa.ForeignKeyConstraint(['decided_by'], ['users.id'], name=op.f('fk_decisions_decided_by_users')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_decisions_institution_id_institutions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decisions')),
    sa.UniqueConstraint('number', name=op.f('uq_decisions_number'))
    )
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.create_index('ix_decisions_institution', ['institution_id', 'jurisdiction', 'last_day'], unique=False)

    op.create_table('employments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('last_day IS NULL OR last_day >= first_day', name=op.f('ck_employments_ends_after_start')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_employments_institution_id_institutions')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_employments_person_id_persons')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employments')),
    sa.UniqueConstraint('id', 'person_id', name=op.f('uq_employments_id_person_id'))
    )
    with op.batch_alter_table('employments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_employments_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_employments_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_employments_open', ['institution_id', 'person_id'], unique=True, sqlite_where=sa.text('last_day IS NULL'), postgresql_where=sa.text('last_day IS NULL'))

    op.create_table('employment_terms',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('employment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('series', sa.Enum('engineering', 'research', 'university_teaching', 'laboratory', 'agriculture', 'economics', 'accounting', 'statistics', 'other', name='titleseries', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('title_level', sa.Enum('none', 'junior', 'mid', 'deputy_senior', 'full_senior', name='titlelevel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('specialty', sa.Enum('energy', 'environment', 'ecology', 'ecological_environment', 'low_carbon', 'life_cycle', 'other', 'unrelated', name='specialty', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('issuer', sa.String(length=120), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('certificate', sa.String(length=60), nullable=False),
    sa.Column('foreign_title', sa.Boolean(), nullable=False),
    sa.Column('full_time', sa.Boolean(), nullable=False),
    sa.Column('contract', sa.Boolean(), nullable=False),
    sa.Column('insured_month', sa.String(length=7), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['employment_id'], ['employments.id'], name=op.f('fk_employment_terms_employment_id_employments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employment_terms'))
    )
    with op.batch_alter_table('employment_terms', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_employment_terms_employment_id'), ['employment_id'], unique=False)
        batch_op.create_index('uq_employment_terms_live', ['employment_id', 'valid_from'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))

    op.create_table('countings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('employment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.CheckConstraint('last_day IS NULL OR last_day >= first_day', name=op.f('ck_countings_ends_after_start')),
    sa.ForeignKeyConstraint(['employment_id', 'person_id'], ['employments.id', 'employments.person_id'], name=op.f('fk_countings_employment_id_person_id_employments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_countings'))
    )
    with op.batch_alter_table('countings', schema=None) as batch_op:
        batch_op.create_index('ix_countings_employment', ['employment_id', 'first_day'], unique=False)
        batch_op.create_index('ix_countings_person', ['person_id', 'first_day'], unique=False)

    op.create_table('claim_decisions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('employment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_claim_decisions_has_reason')),
    sa.ForeignKeyConstraint(['decided_by'], ['users.id'], name=op.f('fk_claim_decisions_decided_by_users')),
    sa.ForeignKeyConstraint(['employment_id', 'person_id'], ['employments.id', 'employments.person_id'], name=op.f('fk_claim_decisions_employment_id_person_id_employments')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_claim_decisions_person_id_persons')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim_decisions'))
    )
    with op.batch_alter_table('claim_decisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_decisions_employment_id'), ['employment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_decisions_person_id'), ['person_id'], unique=False)

    op.create_table('grants',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.Enum('owner', 'member', 'county_staff', 'city_staff', 'reviewer', 'approver', 'report_handler', 'identity_custodian', 'auditor', 'administrator', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('jurisdiction', sa.String(length=6), nullable=True),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(institution_id IS NOT NULL) = (role IN ('owner', 'member'))", name=op.f('ck_grants_scope_fits')),
    sa.CheckConstraint('(jurisdiction IS NULL) <> (institution_id IS NULL)', name=op.f('ck_grants_one_scope')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_grants_institution_id_institutions')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_grants_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grants'))
    )
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grants_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_grants_user_id'), ['user_id'], unique=False)
        batch_op.create_index('uq_grants_institution', ['user_id', 'role', 'institution_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL AND institution_id IS NOT NULL'), postgresql_where=sa.text('revoked_at IS NULL AND institution_id IS NOT NULL'))
        batch_op.create_index('uq_grants_jurisdiction', ['user_id', 'role', 'jurisdiction'], unique=True, sqlite_where=sa.text('revoked_at IS NULL AND jurisdiction IS NOT NULL'), postgresql_where=sa.text('revoked_at IS NULL AND jurisdiction IS NOT NULL'))

    op.create_table('messages',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject', sa.String(length=60), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fault', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_messages_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages'))
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index('ix_messages_inbox', ['user_id', 'id'], unique=False)
        batch_op.create_index('ix_messages_waiting', ['next_try_at'], unique=False, sqlite_where=sa.text('sent_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL'))

    op.create_table('projects',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('request_key', sa.String(length=40), nullable=False),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('head_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('level', sa.Enum('national', 'provincial', 'municipal', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('unit_kind', sa.Enum('factory', 'park', 'supply_chain', name='unitkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('unit_name', sa.String(length=120), nullable=False),
    sa.Column('unit_uscc', sa.String(length=18), nullable=False),
    sa.Column('unit_city', sa.String(length=6), nullable=False),
    sa.Column('jurisdiction', sa.String(length=6), nullable=False),
    sa.Column('work_from', sa.Date(), nullable=False),
    sa.Column('status', sa.Enum('submitted', 'returned', 'refused', 'registered', 'reported', 'accepted', 'not_accepted', 'withdrawn', 'stopped', 'lapsed', name='projectstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('pack_version', sa.String(length=120), nullable=False),
    sa.Column('flags', sa.String(length=200), nullable=False),
    sa.Column('report_on', sa.Date(), nullable=True),
    sa.Column('report_sha256', sa.String(length=64), nullable=True),
    sa.CheckConstraint("status NOT IN ('reported', 'accepted', 'not_accepted') OR report_on IS NOT NULL", name=op.f('ck_projects_accepted_has_report')),
    sa.CheckConstraint("status NOT IN ('returned', 'refused', 'not_accepted') OR length(reason) > 0", name=op.f('ck_projects_closed_has_reason')),
    sa.CheckConstraint('(report_on IS NULL) = (report_sha256 IS NULL)', name=op.f('ck_projects_report_has_hash')),
    sa.ForeignKeyConstraint(['head_id'], ['persons.id'], name=op.f('fk_projects_head_id_persons')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_projects_institution_id_institutions')),
    sa.ForeignKeyConstraint(['submitted_by'], ['users.id'], name=op.f('fk_projects_submitted_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_projects')),
    sa.UniqueConstraint('number', name=op.f('uq_projects_number')),
    sa.UniqueConstraint('request_key', name=op.f('uq_projects_request_key'))
    )
    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_projects_head_id'), ['head_id'], unique=False)
        batch_op.create_index('ix_projects_institution', ['institution_id', 'year'], unique=False)
        batch_op.create_index('ix_projects_queue', ['jurisdiction', 'status', 'submitted_at', 'id'], unique=False)
        batch_op.create_index('uq_projects_unit', ['institution_id', 'unit_uscc', 'unit_kind', 'level', 'year'], unique=True, sqlite_where=sa.text("status NOT IN ('refused', 'withdrawn', 'stopped', 'lapsed')"), postgresql_where=sa.text("status NOT IN ('refused', 'withdrawn', 'stopped', 'lapsed')"))

    op.create_table('roster_imports',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('ref', sa.String(length=32), nullable=False),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('jurisdiction', sa.String(length=6), nullable=True),
    sa.Column('by_user', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'reading', 'preview', 'confirmed', 'running', 'done', 'failed', 'cancelled', name='importstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('file_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('preview_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('faulty_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('rows_total', sa.Integer(), nullable=True),
    sa.Column('rows_done', sa.Integer(), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('updated', sa.Integer(), nullable=False),
    sa.Column('unchanged', sa.Integer(), nullable=False),
    sa.Column('faulty', sa.Integer(), nullable=False),
    sa.Column('changed', sa.JSON(), nullable=False),
    sa.Column('failure', sa.String(length=40), nullable=True),
    sa.Column('failure_figures', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(institution_id IS NULL) <> (jurisdiction IS NULL)', name=op.f('ck_roster_imports_one_scope')),
    sa.CheckConstraint('added + updated + unchanged + faulty = rows_done', name=op.f('ck_roster_imports_every_row_counted')),
    sa.CheckConstraint('rows_done >= 0 AND (rows_total IS NULL OR rows_done <= rows_total)', name=op.f('ck_roster_imports_rows_in_range')),
    sa.CheckConstraint('added >= 0 AND updated >= 0 AND unchanged >= 0 AND faulty >= 0', name=op.f('ck_roster_imports_no_count_negative')),
    sa.CheckConstraint("state NOT IN ('preview', 'confirmed', 'running', 'done') OR rows_total > 0", name=op.f('ck_roster_imports_previewed_has_total')),
    sa.CheckConstraint("(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)", name=op.f('ck_roster_imports_over_has_time')),
    sa.CheckConstraint("state NOT IN ('confirmed', 'running', 'done') OR confirmed_at IS NOT NULL", name=op.f('ck_roster_imports_confirmed_has_time')),
    sa.CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name=op.f('ck_roster_imports_failed_has_reason')),
    sa.CheckConstraint("state IN ('done', 'failed', 'cancelled') OR file_sealed IS NOT NULL", name=op.f('ck_roster_imports_open_has_file')),
    sa.ForeignKeyConstraint(['by_user'], ['users.id'], name=op.f('fk_roster_imports_by_user_users')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_roster_imports_institution_id_institutions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_imports')),
    sa.UniqueConstraint('ref', name=op.f('uq_roster_imports_ref'))
    )
    with op.batch_alter_table('roster_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roster_imports_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roster_imports_jurisdiction'), ['jurisdiction'], unique=False)
        batch_op.create_index('ix_roster_imports_work', ['state', 'id'], unique=False)

    op.create_table('sign_ins',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('agent', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_sign_ins_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_ins')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_ins_token_hash'))
    )
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_ins_user_id'), ['user_id'], unique=False)

    op.create_table('lead_assessments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('kind', sa.Enum('same_phone', 'same_address', 'same_document', 'shared_staff', 'shared_head', 'head_on_staff', 'banned_head', 'head_changed', 'unit_is_assessor', name='leadkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('lead_key', sa.String(length=64), nullable=False),
    sa.Column('anchor', sa.String(length=64), nullable=False),
    sa.Column('jurisdiction', sa.String(length=6), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'looking', 'not_relevant', name='leadstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('assessed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('assessed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state <> 'open'", name=op.f('ck_lead_assessments_is_assessed')),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_lead_assessments_has_reason')),
    sa.ForeignKeyConstraint(['assessed_by'], ['users.id'], name=op.f('fk_lead_assessments_assessed_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_assessments')),
    sa.UniqueConstraint('lead_key', 'jurisdiction', 'serial', name='uq_lead_assessments_serial')
    )
    with op.batch_alter_table('lead_assessments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lead_assessments_anchor'), ['anchor'], unique=False)

    op.create_table('summaries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('jurisdiction', sa.String(length=6), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('narrative', sa.Text(), nullable=False),
    sa.Column('difficulties', sa.Text(), nullable=False),
    sa.Column('plan', sa.Text(), nullable=False),
    sa.Column('figures', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('filed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('filed_at IS NULL OR (length(narrative) > 0 AND figures IS NOT NULL)', name=op.f('ck_summaries_filed_has_content')),
    sa.ForeignKeyConstraint(['filed_by'], ['users.id'], name=op.f('fk_summaries_filed_by_users')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_summaries_institution_id_institutions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_summaries')),
    sa.UniqueConstraint('institution_id', 'jurisdiction', 'year', name=op.f('uq_summaries_institution_id_jurisdiction_year'))
    )
    op.create_table('tenures',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.CheckConstraint('last_day IS NULL OR last_day >= first_day', name=op.f('ck_tenures_ends_after_start')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_tenures_institution_id_institutions')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_tenures_person_id_persons')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tenures'))
    )
    with op.batch_alter_table('tenures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tenures_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tenures_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_tenures_open', ['institution_id'], unique=True, sqlite_where=sa.text('last_day IS NULL'), postgresql_where=sa.text('last_day IS NULL'))

    op.create_table('tips',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('ref', sa.String(length=32), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('receipt_index', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.Enum('real_name', 'lead', name='tipkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('subject', sa.Enum('assessor', 'listed_unit', name='tipsubject', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('subject_name', sa.String(length=120), nullable=False),
    sa.Column('project_number', sa.String(length=40), nullable=False),
    sa.Column('city', sa.String(length=6), nullable=False),
    sa.Column('receiver', sa.String(length=6), nullable=False),
    sa.Column('route', sa.String(length=200), nullable=False),
    sa.Column('allegation', sa.String(length=40), nullable=False),
    sa.Column('account_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('status', sa.Enum('received', 'accepted', 'declined', 'concluded', name='tipstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('pack_version', sa.String(length=120), nullable=True),
    sa.CheckConstraint("status = 'received' OR length(answer) > 0", name=op.f('ck_tips_moved_has_answer')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_tips_institution_id_institutions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tips')),
    sa.UniqueConstraint('number', name=op.f('uq_tips_number')),
    sa.UniqueConstraint('receipt_index', name=op.f('uq_tips_receipt_index')),
    sa.UniqueConstraint('ref', name=op.f('uq_tips_ref'))
    )
    with op.batch_alter_table('tips', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tips_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index('ix_tips_queue', ['receiver', 'status', 'received_at', 'id'], unique=False)

    op.create_table('charges',
    sa.Column('project_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pool_level', sa.Enum('national', 'provincial', 'municipal', name='level', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('pool_code', sa.String(length=6), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('charged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('release_reason', sa.String(length=80), nullable=True),
    sa.CheckConstraint('(released_at IS NULL) = (release_reason IS NULL)', name=op.f('ck_charges_release_has_reason')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_charges_person_id_persons')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_charges_project_id_projects')),
    sa.PrimaryKeyConstraint('project_id', name=op.f('pk_charges'))
    )
    with op.batch_alter_table('charges', schema=None) as batch_op:
        batch_op.create_index('ix_charges_person', ['person_id', 'pool_level', 'pool_code', 'year'], unique=False)

    op.create_table('conflict_declarations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_uscc', sa.String(length=18), nullable=False),
    sa.Column('unit_name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('shareholding', 'same_head', 'self_evaluation', 'other', name='conflictkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('last_day IS NULL OR last_day >= first_day', name=op.f('ck_conflict_declarations_ends_after_start')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_conflict_declarations_institution_id_institutions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict_declarations'))
    )
    with op.batch_alter_table('conflict_declarations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conflict_declarations_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index('uq_conflict_declarations_open', ['institution_id', 'unit_uscc', 'kind'], unique=True, sqlite_where=sa.text('last_day IS NULL'), postgresql_where=sa.text('last_day IS NULL'))

    op.create_table('recordals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('jurisdiction', sa.String(length=6), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('recorded_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('end_kind', sa.Enum('cancelled', 'set_aside', 'renewed', 'exit', 'dissolution', 'merger', 'division', name='endkind', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('end_reason', sa.Text(), nullable=True),
    sa.Column('renews_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('pack_version', sa.String(length=120), nullable=False),
    sa.Column('trial', sa.Boolean(), nullable=False),
    sa.Column('certificate_code', sa.String(length=24), nullable=False),
    sa.Column('notice_number', sa.String(length=60), nullable=True),
    sa.Column('notice_on', sa.Date(), nullable=True),
    sa.Column('notice_addressee', sa.String(length=120), nullable=True),
    sa.CheckConstraint('(ended_on IS NULL) = (end_reason IS NULL)', name=op.f('ck_recordals_end_has_reason')),
    sa.CheckConstraint('(notice_number IS NULL) = (notice_on IS NULL) AND (notice_number IS NULL) = (notice_addressee IS NULL)', name=op.f('ck_recordals_notice_is_whole')),
    sa.CheckConstraint('(ended_on IS NULL) = (end_kind IS NULL)', name=op.f('ck_recordals_end_has_kind')),
    sa.CheckConstraint('ended_on IS NULL OR ended_on >= recorded_on', name=op.f('ck_recordals_ends_after_start')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_recordals_application_id_applications')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_recordals_institution_id_institutions')),
    sa.ForeignKeyConstraint(['renews_id'], ['recordals.id'], name=op.f('fk_recordals_renews_id_recordals')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recordals')),
    sa.UniqueConstraint('certificate_code', name=op.f('uq_recordals_certificate_code')),
    sa.UniqueConstraint('notice_number', name=op.f('uq_recordals_notice_number')),
    sa.UniqueConstraint('number', name=op.f('uq_recordals_number')),
    sa.UniqueConstraint('renews_id', name=op.f('uq_recordals_renews_id'))
    )
    with op.batch_alter_table('recordals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recordals_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index('ix_recordals_register', ['jurisdiction', 'number'], unique=False)
        batch_op.create_index('uq_recordals_live', ['institution_id', 'jurisdiction'], unique=True, sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))

    op.create_table('four_eyes_acts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('jurisdiction', sa.String(length=6), nullable=False),
    sa.Column('switched_on', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_user', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_four_eyes_acts_has_reason')),
    sa.ForeignKeyConstraint(['by_user'], ['users.id'], name=op.f('fk_four_eyes_acts_by_user_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_four_eyes_acts'))
    )
    with op.batch_alter_table('four_eyes_acts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_four_eyes_acts_jurisdiction'), ['jurisdiction'], unique=False)

    op.create_table('review_deputies',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('deputy_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('named_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_review_deputies_ends_after_start')),
    sa.CheckConstraint('user_id <> deputy_id', name=op.f('ck_review_deputies_somebody_else')),
    sa.ForeignKeyConstraint(['deputy_id'], ['users.id'], name=op.f('fk_review_deputies_deputy_id_users')),
    sa.ForeignKeyConstraint(['named_by'], ['users.id'], name=op.f('fk_review_deputies_named_by_users')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_review_deputies_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_deputies'))
    )
    with op.batch_alter_table('review_deputies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_deputies_deputy_id'), ['deputy_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_deputies_user_id'), ['user_id'], unique=False)

    op.create_table('application_decisions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('verb', sa.Enum('submit', 'return', 'refuse', 'record', 'set_aside', 'withdraw', name='applicationverb', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('verdict', sa.JSON(), nullable=False),
    sa.Column('written', sa.JSON(), nullable=False),
    sa.Column('pack_version', sa.String(length=120), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('set_aside_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('set_aside_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('set_aside_reason', sa.Text(), nullable=True),
    sa.CheckConstraint('(set_aside_at IS NULL) = (set_aside_reason IS NULL) AND (set_aside_at IS NOT NULL OR set_aside_by IS NULL)', name=op.f('ck_application_decisions_set_aside_whole')),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_application_decisions_has_reason')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_application_decisions_application_id_applications')),
    sa.ForeignKeyConstraint(['decided_by'], ['users.id'], name=op.f('fk_application_decisions_decided_by_users')),
    sa.ForeignKeyConstraint(['set_aside_by'], ['users.id'], name=op.f('fk_application_decisions_set_aside_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_decisions'))
    )
    with op.batch_alter_table('application_decisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_decisions_application_id'), ['application_id'], unique=False)

    op.create_table('application_marks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('field', sa.String(length=60), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('length(remark) > 0', name=op.f('ck_application_marks_says_something')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_application_marks_application_id_applications')),
    sa.ForeignKeyConstraint(['made_by'], ['users.id'], name=op.f('fk_application_marks_made_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_marks'))
    )
    with op.batch_alter_table('application_marks', schema=None) as batch_op:
        batch_op.create_index('ix_application_marks_of', ['application_id', 'version'], unique=False)

    op.create_table('application_proposals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('verb', sa.Enum('submit', 'return', 'refuse', 'record', 'set_aside', 'withdraw', name='applicationverb', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('closing', sa.Enum('decided', 'replaced', 'overtaken', name='closing', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.CheckConstraint("closing IS NULL OR closing <> 'decided' OR closed_by <> made_by", name=op.f('ck_application_proposals_four_eyes')),
    sa.CheckConstraint("closing IS NULL OR closing <> 'decided' OR closed_by IS NOT NULL", name=op.f('ck_application_proposals_decided_has_person')),
    sa.CheckConstraint('(closed_at IS NULL) = (closing IS NULL)', name=op.f('ck_application_proposals_closed_has_how')),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_application_proposals_has_reason')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_application_proposals_application_id_applications')),
    sa.ForeignKeyConstraint(['closed_by'], ['users.id'], name=op.f('fk_application_proposals_closed_by_users')),
    sa.ForeignKeyConstraint(['made_by'], ['users.id'], name=op.f('fk_application_proposals_made_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_proposals'))
    )
    with op.batch_alter_table('application_proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_proposals_application_id'), ['application_id'], unique=False)
        batch_op.create_index('uq_application_proposals_open', ['application_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('application_versions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('particulars', sa.JSON(), nullable=False),
    sa.Column('roster', sa.JSON(), nullable=False),
    sa.Column('documents', sa.JSON(), nullable=False),
    sa.Column('signer_name', sa.String(length=80), nullable=False),
    sa.Column('signer_office', sa.String(length=80), nullable=False),
    sa.Column('signer_is_head', sa.Boolean(), nullable=False),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handed_in_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('length(signer_name) > 0', name=op.f('ck_application_versions_signer_named')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_application_versions_application_id_applications')),
    sa.ForeignKeyConstraint(['handed_in_by'], ['users.id'], name=op.f('fk_application_versions_handed_in_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_versions')),
    sa.UniqueConstraint('application_id', 'number', name=op.f('uq_application_versions_application_id_number'))
    )
    op.create_table('checklist_ticks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(length=80), nullable=False),
    sa.Column('checked', sa.Boolean(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_checklist_ticks_application_id_applications')),
    sa.ForeignKeyConstraint(['made_by'], ['users.id'], name=op.f('fk_checklist_ticks_made_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_ticks')),
    sa.UniqueConstraint('application_id', 'version', 'line', name=op.f('uq_checklist_ticks_application_id_version_line'))
    )
    op.create_table('city_opinions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('city', sa.String(length=6), nullable=False),
    sa.Column('stance', sa.Enum('support', 'object', 'none', name='stance', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_city_opinions_has_reason')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_city_opinions_application_id_applications')),
    sa.ForeignKeyConstraint(['given_by'], ['users.id'], name=op.f('fk_city_opinions_given_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_city_opinions'))
    )
    with op.batch_alter_table('city_opinions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_city_opinions_application_id'), ['application_id'], unique=False)

    op.create_table('tip_identities',
    sa.Column('tip_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=32), nullable=False),
    sa.Column('identity_sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['tip_id'], ['tips.id'], name=op.f('fk_tip_identities_tip_id_tips')),
    sa.PrimaryKeyConstraint('tip_id', name=op.f('pk_tip_identities')),
    sa.UniqueConstraint('ref', name=op.f('uq_tip_identities_ref'))
    )

    op.create_table('changes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('recordal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('institution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('jurisdiction', sa.String(length=6), nullable=False),
    sa.Column('kind', sa.Enum('name', 'legal_form', 'registered_place', 'address', 'legal_representative', 'staff_left', 'staff_below', 'premises', 'quality_certificate', 'exit', 'dissolution', 'merger', 'division', name='changekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('filed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('flags', sa.String(length=200), nullable=False),
    sa.Column('status', sa.Enum('filed', 'needs_review', 'noted', 'accepted', 'objected', name='changestate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('pack_version', sa.String(length=120), nullable=False),
    sa.CheckConstraint("status IN ('filed', 'needs_review') OR decided_at IS NOT NULL", name=op.f('ck_changes_answered_has_time')),
    sa.CheckConstraint("status NOT IN ('accepted', 'objected') OR length(reason) > 0", name=op.f('ck_changes_judged_has_reason')),
    sa.ForeignKeyConstraint(['decided_by'], ['users.id'], name=op.f('fk_changes_decided_by_users')),
    sa.ForeignKeyConstraint(['filed_by'], ['users.id'], name=op.f('fk_changes_filed_by_users')),
    sa.ForeignKeyConstraint(['institution_id'], ['institutions.id'], name=op.f('fk_changes_institution_id_institutions')),
    sa.ForeignKeyConstraint(['recordal_id'], ['recordals.id'], name=op.f('fk_changes_recordal_id_recordals')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_changes'))
    )
    with op.batch_alter_table('changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_changes_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index('ix_changes_queue', ['jurisdiction', 'status', 'filed_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_changes_recordal_id'), ['recordal_id'], unique=False)

    op.create_table('successors',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('recordal_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('uscc', sa.String(length=18), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['recordal_id'], ['recordals.id'], name=op.f('fk_successors_recordal_id_recordals')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_successors')),
    sa.UniqueConstraint('recordal_id', 'uscc', name=op.f('uq_successors_recordal_id_uscc'))
    )
    with op.batch_alter_table('successors', schema=None) as batch_op:
        batch_op.create_index('ix_successors_uscc', ['uscc'], unique=False)


def downgrade() -> None:

    op.drop_table('successors')
    op.drop_table('changes')

    op.drop_table('tip_identities')
    op.drop_table('city_opinions')
    op.drop_table('checklist_ticks')
    op.drop_table('application_versions')
    op.drop_table('application_proposals')
    op.drop_table('application_marks')
    op.drop_table('application_decisions')
    op.drop_table('review_deputies')
    op.drop_table('four_eyes_acts')
    with op.batch_alter_table('conflict_declarations', schema=None) as batch_op:
        batch_op.drop_index('uq_conflict_declarations_open', sqlite_where=sa.text('last_day IS NULL'), postgresql_where=sa.text('last_day IS NULL'))
        batch_op.drop_index(batch_op.f('ix_conflict_declarations_institution_id'))

    op.drop_table('conflict_declarations')
    with op.batch_alter_table('recordals', schema=None) as batch_op:
        batch_op.drop_index('uq_recordals_live', sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))
        batch_op.drop_index('ix_recordals_register')
        batch_op.drop_index(batch_op.f('ix_recordals_institution_id'))

    op.drop_table('recordals')
    with op.batch_alter_table('charges', schema=None) as batch_op:
        batch_op.drop_index('ix_charges_person')

    op.drop_table('charges')
    with op.batch_alter_table('tips', schema=None) as batch_op:
        batch_op.drop_index('ix_tips_queue')
        batch_op.drop_index(batch_op.f('ix_tips_institution_id'))

    op.drop_table('tips')
    with op.batch_alter_table('tenures', schema=None) as batch_op:
        batch_op.drop_index('uq_tenures_open', sqlite_where=sa.text('last_day IS NULL'), postgresql_where=sa.text('last_day IS NULL'))
        batch_op.drop_index(batch_op.f('ix_tenures_person_id'))
        batch_op.drop_index(batch_op.f('ix_tenures_institution_id'))

    op.drop_table('tenures')
    op.drop_table('summaries')
    with op.batch_alter_table('lead_assessments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lead_assessments_anchor'))

    op.drop_table('lead_assessments')
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_ins_user_id'))

    op.drop_table('sign_ins')
    with op.batch_alter_table('roster_imports', schema=None) as batch_op:
        batch_op.drop_index('ix_roster_imports_work')
        batch_op.drop_index(batch_op.f('ix_roster_imports_jurisdiction'))
        batch_op.drop_index(batch_op.f('ix_roster_imports_institution_id'))

    op.drop_table('roster_imports')
    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.drop_index('uq_projects_unit', sqlite_where=sa.text("status NOT IN ('refused', 'withdrawn', 'stopped', 'lapsed')"), postgresql_where=sa.text("status NOT IN ('refused', 'withdrawn', 'stopped', 'lapsed')"))
        batch_op.drop_index('ix_projects_queue')
        batch_op.drop_index('ix_projects_institution')
        batch_op.drop_index(batch_op.f('ix_projects_head_id'))

    op.drop_table('projects')
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index('ix_messages_waiting', sqlite_where=sa.text('sent_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL'))
        batch_op.drop_index('ix_messages_inbox')

    op.drop_table('messages')
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.drop_index('uq_grants_jurisdiction', sqlite_where=sa.text('revoked_at IS NULL AND jurisdiction IS NOT NULL'), postgresql_where=sa.text('revoked_at IS NULL AND jurisdiction IS NOT NULL'))
        batch_op.drop_index('uq_grants_institution', sqlite_where=sa.text('revoked_at IS NULL AND institution_id IS NOT NULL'), postgresql_where=sa.text('revoked_at IS NULL AND institution_id IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_grants_user_id'))
        batch_op.drop_index(batch_op.f('ix_grants_institution_id'))

    op.drop_table('grants')
    op.drop_table('claim_decisions')
    op.drop_table('countings')
    op.drop_table('employment_terms')
    with op.batch_alter_table('employments', schema=None) as batch_op:
        batch_op.drop_index('uq_employments_open', sqlite_where=sa.text('last_day IS NULL'), postgresql_where=sa.text('last_day IS NULL'))
        batch_op.drop_index(batch_op.f('ix_employments_person_id'))
        batch_op.drop_index(batch_op.f('ix_employments_institution_id'))

    op.drop_table('employments')
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.drop_index('ix_decisions_institution')

    op.drop_table('decisions')
    op.drop_table('audit_seals')
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.drop_index('uq_applications_open', sqlite_where=sa.text("status IN ('draft', 'submitted', 'returned')"), postgresql_where=sa.text("status IN ('draft', 'submitted', 'returned')"))
        batch_op.drop_index('ix_applications_queue')
        batch_op.drop_index(batch_op.f('ix_applications_institution_id'))

    op.drop_table('applications')
    op.drop_table('allowances')
    op.drop_table('value_confirmations')
    op.drop_table('users')
    op.drop_table('summary_dates')
    op.drop_table('series')
    op.drop_table('persons')
    op.drop_table('pack_commencements')
    op.drop_table('job_runs')
    with op.batch_alter_table('institutions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_institutions_registered_code'))
        batch_op.drop_index(batch_op.f('ix_institutions_name'))

    op.drop_table('institutions')
    op.drop_table('installation_facts')
    with op.batch_alter_table('documents', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_documents_sha256'))
        batch_op.drop_index(batch_op.f('ix_documents_next_try_at'))
        batch_op.drop_index('ix_documents_owner')

    op.drop_table('documents')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entries_subject')

    op.drop_table('audit_entries')

