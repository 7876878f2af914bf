"""What the snapshot says of the scale's check, and of what weight alone cannot tell."""

from app.domain.packing import BenchState, Packing, Parcel
from app.domain.policy import BenchPolicy
from app.domain.values import Moment
from app.domain.weight_doubt import ExpectedWeight, blind_spots
from app.station.snapshot import BlindView
from app.station.weigh_step import goods


def scale_details(state: BenchState, policy: BenchPolicy, moment: Moment) -> dict[str, str]:
    """Values for the words of the check; between orders also whether one is due."""
    if not policy.check_weight_g:
        return {}
    details = {"known_g": str(state.scale.checking_g or policy.check_weight_g)}
    today = moment.utc.astimezone().date()
    unfit = state.scale.unfit(policy.check_weight_g, today)
    if unfit and state.packing is None and state.operator:
        details["scale"] = unfit.value
    return details


def blind_view(packing: Packing, parcel: Parcel, band: ExpectedWeight | None) -> BlindView | None:
    """The first thing that weight cannot tell in this parcel, once the check is complete."""
    if band is None or not packing.check.complete:
        return None
    spots = blind_spots(goods(packing, parcel), band.tolerance_g)
    if spots.unknown:
        return BlindView("unknown", spots.unknown[0].name)
    if spots.alike:
        first, second = spots.alike[0]
        return BlindView("alike", first.name, second.name)
    return BlindView("light", spots.light[0].name) if spots.light else None
