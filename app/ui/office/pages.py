"""The list of pages, in the order of the rail. A new page: its own file, and one row here."""

from typing import Final

from app.domain.permissions import Permission
from app.i18n import mark as _
from app.ui.office.addresses_page import AddressesPage
from app.ui.office.alerts_page import AlertsPage
from app.ui.office.bill_lines_page import BillLinesPage
from app.ui.office.bills_page import BillsPage
from app.ui.office.binding_page import BindingPage
from app.ui.office.cards_page import CardsPage
from app.ui.office.catalogue_page import CataloguePage
from app.ui.office.clearing_page import ClearingPage
from app.ui.office.couriers_page import CouriersPage
from app.ui.office.differences_page import DifferencesPage
from app.ui.office.documents_page import DocumentsPage
from app.ui.office.holds_page import HoldsPage
from app.ui.office.jobs_page import JobsPage
from app.ui.office.manifests_page import ManifestsPage
from app.ui.office.money_days_page import MoneyDaysPage
from app.ui.office.order_money_page import OrderMoneyPage
from app.ui.office.orders_page import OrdersPage
from app.ui.office.overview_page import OverviewPage
from app.ui.office.page import PageSpec
from app.ui.office.parcels_page import ParcelsPage
from app.ui.office.people_page import PeoplePage
from app.ui.office.pools_page import PoolsPage
from app.ui.office.receipts_page import ReceiptsPage
from app.ui.office.routes_page import RoutesPage
from app.ui.office.routing_page import RoutingPage
from app.ui.office.rules_page import RulesPage
from app.ui.office.shares_page import SharesPage
from app.ui.office.shops_page import ShopsPage
from app.ui.office.statements_page import StatementsPage
from app.ui.office.statistics_page import StatisticsPage
from app.ui.office.stock_page import StockPage
from app.ui.office.waves_page import WavesPage
from app.ui.office.what_if_page import WhatIfPage

_P = Permission

PAGES: Final[tuple[PageSpec, ...]] = (
    PageSpec("overview", _("Overview"), "overview", (), OverviewPage),
    PageSpec("alerts", _("Alerts"), "bell", (_P.WORK_ALERTS,), AlertsPage),
    PageSpec(
        "orders", _("Orders"), "tote", (_P.IMPORT, _P.HOLD_ORDERS, _P.SEE_PAYMENTS), OrdersPage
    ),
    PageSpec("holds", _("Holds"), "hold", (_P.HOLD_ORDERS,), HoldsPage),
    PageSpec("waves", _("Waves"), "next-box", (_P.MAKE_WAVES,), WavesPage),
    PageSpec(
        "statistics",
        _("Statistics"),
        "list",
        (_P.IMPORT, _P.SEE_PAYMENTS),
        StatisticsPage,
        area="orders",
    ),
    PageSpec("addresses", _("Addresses"), "pin", (_P.HOLD_ORDERS,), AddressesPage, area="holds"),
    PageSpec("catalogue", _("Catalogue"), "catalogue", (_P.IMPORT,), CataloguePage),
    PageSpec("binding", _("Binding"), "swap", (_P.IMPORT,), BindingPage, area="catalogue"),
    PageSpec(
        "differences", _("Differences"), "short", (_P.IMPORT,), DifferencesPage, area="catalogue"
    ),
    PageSpec(
        "rules", _("Review rules"), "check-ring", (_P.MANAGE_RULES, _P.HOLD_ORDERS), RulesPage
    ),
    PageSpec("stock", _("Stock"), "stock", (_P.WORK_STOCK,), StockPage),
    PageSpec("shares", _("Shares of shops"), "shop", (_P.WORK_STOCK,), SharesPage, area="stock"),
    PageSpec(
        "documents",
        _("Documents for the ERP"),
        "paper",
        (_P.WORK_STOCK,),
        DocumentsPage,
        area="stock",
    ),
    PageSpec("parcels", _("Packed parcels"), "box", (_P.REPRINT_LABELS, _P.HAND_OVER), ParcelsPage),
    PageSpec(
        "manifests", _("Manifests"), "manifest", (_P.HAND_OVER,), ManifestsPage, area="parcels"
    ),
    PageSpec("bills", _("Bills"), "bill", (_P.WORK_BILLS,), BillsPage),
    PageSpec("bill_lines", _("Bill lines"), "list", (_P.WORK_BILLS,), BillLinesPage, area="bills"),
    PageSpec("statements", _("Statements"), "payment", (_P.SEE_PAYMENTS,), StatementsPage),
    PageSpec(
        "clearing", _("Clearing"), "check-ring", (_P.SEE_PAYMENTS,), ClearingPage, area="statements"
    ),
    PageSpec(
        "order_money",
        _("Order money"),
        "clock",
        (_P.SEE_PAYMENTS,),
        OrderMoneyPage,
        area="statements",
    ),
    PageSpec(
        "money_days",
        _("Daily totals"),
        "calendar",
        (_P.SEE_PAYMENTS,),
        MoneyDaysPage,
        area="statements",
    ),
    PageSpec(
        "receipts", _("Receipts"), "paper", (_P.SEE_PAYMENTS,), ReceiptsPage, area="statements"
    ),
    PageSpec("couriers", _("Couriers"), "truck", (_P.MANAGE_COURIERS,), CouriersPage),
    PageSpec("cards", _("Rate cards"), "rules", (_P.MANAGE_COURIERS,), CardsPage, area="couriers"),
    PageSpec(
        "courier_rules",
        _("Courier rules"),
        "check-ring",
        (_P.MANAGE_COURIERS,),
        RoutingPage,
        area="couriers",
    ),
    PageSpec(
        "what_if",
        _("What if"),
        "question",
        (_P.MANAGE_COURIERS, _P.WORK_BILLS),
        WhatIfPage,
        area="couriers",
    ),
    PageSpec(
        "routes",
        _("Cheaper couriers"),
        "refresh",
        (_P.MANAGE_COURIERS,),
        RoutesPage,
        area="couriers",
    ),
    PageSpec(
        "pools", _("Waybill numbers"), "barcode", (_P.MANAGE_COURIERS,), PoolsPage, area="couriers"
    ),
    PageSpec("shops", _("Shops"), "shop", (_P.MANAGE_SHOPS, _P.IMPORT), ShopsPage),
    PageSpec("people", _("People"), "people", (_P.MANAGE_PEOPLE,), PeoplePage),
    PageSpec("jobs", _("Jobs"), "job", (_P.SEE_AUDIT, _P.IMPORT), JobsPage),
)
"""Overview, Alerts, Orders, Holds, Catalogue, Rules, Stock, Couriers, Manifests, Bills, Payments,
People, Devices, Jobs: as far as they are there."""
