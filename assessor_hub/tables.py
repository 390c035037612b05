"""Imports every table, so that migrations and tests see the whole schema."""

from assessor_hub import installation, numbering  # noqa: F401
from assessor_hub.accounts import models as accounts  # noqa: F401
from assessor_hub.audit import models as audit  # noqa: F401
from assessor_hub.db import Base
from assessor_hub.documents import models as documents  # noqa: F401
from assessor_hub.institutions import models as institutions  # noqa: F401
from assessor_hub.jobs import models as jobs  # noqa: F401
from assessor_hub.jurisdictions import models as jurisdictions  # noqa: F401
from assessor_hub.leads import models as leads  # noqa: F401
from assessor_hub.outbox import models as outbox  # noqa: F401
from assessor_hub.projects import (  # noqa: F401
    batch_models,
    declared_list_models,
    draft_models,
    evaluation_report_models,
    ledger_models,
    party_models,
    refusal_models,
)
from assessor_hub.projects import models as projects  # noqa: F401
from assessor_hub.reconciliation import models as reconciliation  # noqa: F401
from assessor_hub.registration import change_models as changes  # noqa: F401
from assessor_hub.registration import models as registration  # noqa: F401
from assessor_hub.registration import review_models  # noqa: F401
from assessor_hub.rosters import models as rosters  # noqa: F401
from assessor_hub.sanctions import models as sanctions  # noqa: F401
from assessor_hub.staffing import models as staffing  # noqa: F401
from assessor_hub.summaries import models as summaries  # noqa: F401
from assessor_hub.whistleblowing import models as whistleblowing  # noqa: F401

metadata = Base.metadata
