"""One transaction in the words of the trade: ``tx.journal``, ``tx.orders``, ``tx.outbox``."""

from app.store.alerts import Alerts
from app.store.archive import Archive
from app.store.audit import Audit
from app.store.bills import Bills
from app.store.catalogue import Boxes, Catalogue
from app.store.checkpoint import Checkpoint
from app.store.clearing import Clearings
from app.store.couriers import Choices, Contracts, Couriers, RoutingRules
from app.store.epoch import Center
from app.store.erps import Erps
from app.store.feed import Feed
from app.store.groups import Groups
from app.store.hand_lists import HandLists
from app.store.held_numbers import HeldNumbers
from app.store.items import Items
from app.store.job_rows import JobRows
from app.store.journal import Journal
from app.store.listings import Listings
from app.store.manifests import HandParcels, Manifests
from app.store.mirror import Mirror
from app.store.money import OrderMoneys
from app.store.notices import Notices
from app.store.order_list import OrderList
from app.store.orders import Orders
from app.store.orders_told import OrdersTold
from app.store.outbox import Outbox
from app.store.overview import Overview
from app.store.parcels import Parcels
from app.store.pay_accounts import PayAccounts, StatementProfiles
from app.store.people import Operators
from app.store.personal import Personal
from app.store.places import Places
from app.store.price_wishes import PriceWishes
from app.store.purchases import Purchases
from app.store.rates import Rates
from app.store.receipts import Receipts
from app.store.refunds import Refunds
from app.store.reservations import Reservations
from app.store.review import Reviews
from app.store.room import Room
from app.store.scale_profiles import ScaleProfiles
from app.store.session import Session
from app.store.shops import Shops
from app.store.statements import Statements
from app.store.stations import Enrolments, Stations
from app.store.statistics import Statistics
from app.store.stock import Stock
from app.store.stock_documents import StockDocuments
from app.store.tasks import Jobs, PickErrors, Tasks, Tickets
from app.store.trades import Trades
from app.store.unbound import Unbound
from app.store.wave_book import WaveBook
from app.store.waves import Waves
from app.store.waybills import Waybills


class Transaction:
    """All that one transaction can do; it ends with the ``with`` block that gave it."""

    journal = Room(Journal)
    outbox = Room(Outbox)
    checkpoint = Room(Checkpoint)
    orders = Room(Orders)
    told = Room(OrdersTold)
    order_list = Room(OrderList)
    catalogue = Room(Catalogue)
    boxes = Room(Boxes)
    scale_profiles = Room(ScaleProfiles)
    operators = Room(Operators)
    stations = Room(Stations)
    enrolments = Room(Enrolments)
    waves = Room(Waves)
    wave_book = Room(WaveBook)
    waybills = Room(Waybills)
    purchases = Room(Purchases)
    places = Room(Places)
    rates = Room(Rates)
    couriers = Room(Couriers)
    contracts = Room(Contracts)
    routing_rules = Room(RoutingRules)
    choices = Room(Choices)
    feed = Room(Feed)
    mirror = Room(Mirror)
    parcels = Room(Parcels)
    hand_parcels = Room(HandParcels)
    manifests = Room(Manifests)
    hand_lists = Room(HandLists)
    tasks = Room(Tasks)
    pick_errors = Room(PickErrors)
    tickets = Room(Tickets)
    jobs = Room(Jobs)
    center = Room(Center)
    alerts = Room(Alerts)
    audit = Room(Audit)
    archive = Room(Archive)
    held = Room(HeldNumbers)
    personal = Room(Personal)
    overview = Room(Overview)
    bills = Room(Bills)
    statements = Room(Statements)
    clearing = Room(Clearings)
    money = Room(OrderMoneys)
    receipts = Room(Receipts)
    pay_accounts = Room(PayAccounts)
    statement_profiles = Room(StatementProfiles)
    trades = Room(Trades)
    items = Room(Items)
    listings = Room(Listings)
    price_wishes = Room(PriceWishes)
    unbound = Room(Unbound)
    statistics = Room(Statistics)
    shops = Room(Shops)
    job_rows = Room(JobRows)
    notices = Room(Notices)
    refunds = Room(Refunds)
    groups = Room(Groups)
    stock = Room(Stock)
    reservations = Room(Reservations)
    stock_documents = Room(StockDocuments)
    erps = Room(Erps)
    reviews = Room(Reviews)

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def warehouse(self) -> str:
        """The one warehouse whose rows this transaction sees."""
        return self._session.warehouse
