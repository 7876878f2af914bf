"""One transaction in the words of the trade: ``tx.journal``, ``tx.orders``, ``tx.outbox``."""

from app.store.alerts import Alerts
from app.store.archive import Archive
from app.store.audit import Audit
from app.store.bills import Bills
from app.store.catalogue import Boxes, Catalogue
from app.store.checkpoint import Checkpoint
from app.store.couriers import Choices, Contracts, Couriers, RoutingRules
from app.store.epoch import Center
from app.store.feed import Feed
from app.store.held_numbers import HeldNumbers
from app.store.journal import Journal
from app.store.manifests import HandParcels, Manifests
from app.store.mirror import Mirror
from app.store.orders import Orders
from app.store.outbox import Outbox
from app.store.overview import Overview
from app.store.parcels import Parcels
from app.store.people import Operators
from app.store.personal import Personal
from app.store.purchases import Purchases
from app.store.rates import Rates
from app.store.scale_profiles import ScaleProfiles
from app.store.session import Session
from app.store.statements import Statements
from app.store.stations import Enrolments, Stations
from app.store.tasks import Jobs, PickErrors, Tasks, Tickets
from app.store.trades import Trades
from app.store.waves import Waves
from app.store.waybills import Waybills


class Transaction:
    """All that one transaction can do; it ends with the ``with`` block that gave it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.journal = Journal(session)
        self.outbox = Outbox(session)
        self.checkpoint = Checkpoint(session)
        self.orders = Orders(session)
        self.catalogue = Catalogue(session)
        self.boxes = Boxes(session)
        self.scale_profiles = ScaleProfiles(session)
        self.operators = Operators(session)
        self.stations = Stations(session)
        self.enrolments = Enrolments(session)
        self.waves = Waves(session)
        self.waybills = Waybills(session)
        self.purchases = Purchases(session)
        self.rates = Rates(session)
        self.couriers = Couriers(session)
        self.contracts = Contracts(session)
        self.routing_rules = RoutingRules(session)
        self.choices = Choices(session)
        self.feed = Feed(session)
        self.mirror = Mirror(session)
        self.parcels = Parcels(session)
        self.hand_parcels = HandParcels(session)
        self.manifests = Manifests(session)
        self.tasks = Tasks(session)
        self.pick_errors = PickErrors(session)
        self.tickets = Tickets(session)
        self.jobs = Jobs(session)
        self.center = Center(session)
        self.alerts = Alerts(session)
        self.audit = Audit(session)
        self.archive = Archive(session)
        self.held = HeldNumbers(session)
        self.personal = Personal(session)
        self.overview = Overview(session)
        self.bills = Bills(session)
        self.statements = Statements(session)
        self.trades = Trades(session)

    @property
    def warehouse(self) -> str:
        """The one warehouse whose rows this transaction sees."""
        return self._session.warehouse
