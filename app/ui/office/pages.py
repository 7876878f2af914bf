"""The list of pages, in the order of the rail. A new page: its own file, and one row here."""

from typing import Final

from app.domain.permissions import Permission
from app.i18n import mark as _
from app.ui.office.alerts_page import AlertsPage
from app.ui.office.bill_lines_page import BillLinesPage
from app.ui.office.bills_page import BillsPage
from app.ui.office.cards_page import CardsPage
from app.ui.office.couriers_page import CouriersPage
from app.ui.office.jobs_page import JobsPage
from app.ui.office.overview_page import OverviewPage
from app.ui.office.page import PageSpec
from app.ui.office.people_page import PeoplePage
from app.ui.office.pools_page import PoolsPage
from app.ui.office.what_if_page import WhatIfPage

_P = Permission

PAGES: Final[tuple[PageSpec, ...]] = (
    PageSpec("overview", _("Overview"), "overview", (), OverviewPage),
    PageSpec("alerts", _("Alerts"), "bell", (_P.WORK_ALERTS,), AlertsPage),
    PageSpec("bills", _("Bills"), "bill", (_P.WORK_BILLS,), BillsPage),
    PageSpec("bill_lines", _("Bill lines"), "list", (_P.WORK_BILLS,), BillLinesPage),
    PageSpec("couriers", _("Couriers"), "truck", (_P.MANAGE_COURIERS,), CouriersPage),
    PageSpec("cards", _("Rate cards"), "rules", (_P.MANAGE_COURIERS,), CardsPage),
    PageSpec("what_if", _("What if"), "question", (_P.MANAGE_COURIERS, _P.WORK_BILLS), WhatIfPage),
    PageSpec("pools", _("Waybill numbers"), "barcode", (_P.MANAGE_COURIERS,), PoolsPage),
    PageSpec("people", _("People"), "people", (_P.MANAGE_PEOPLE,), PeoplePage),
    PageSpec("jobs", _("Jobs"), "job", (_P.SEE_AUDIT, _P.IMPORT), JobsPage),
)
"""Overview, Alerts, Orders, Holds, Catalogue, Rules, Stock, Couriers, Manifests, Bills, Payments,
People, Devices, Jobs: as far as they are there."""
