"""Run by the ERP's own Python: a company, a customer and three items with stock, by proteus."""

import sys
from datetime import date
from decimal import Decimal

from proteus import Model, Wizard, config  # type: ignore[import-not-found]
from seed_stock import STOCK  # type: ignore[import-not-found]


def main(database: str, settings: str) -> None:
    config.set_trytond(database, config_file=settings)
    currency = _currency()
    company = _company(currency)
    with_company = config.get_config()
    users = Model.get("res.user")
    user = users(with_company.user)
    user.companies.append(company)
    user.company = company
    user.save()
    with_company._context = users.get_preferences(True, {})
    _customer()
    _stocked(_items())


def _currency() -> Model:
    made = Model.get("currency.currency")(name="Yuan", symbol="¥", code="CNY")
    made.rounding, made.digits = Decimal("0.01"), 2
    made.save()
    return made


def _company(currency: Model) -> Model:
    party = Model.get("party.party")(name="Warehouse Company")
    party.save()
    create = Wizard("company.company.config")
    create.execute("company")
    create.form.party, create.form.currency = party, currency
    create.execute("add")
    (company,) = Model.get("company.company").find([], limit=1)
    return company


def _customer() -> None:
    party = Model.get("party.party")(name="Shop", code="SHOP")
    party.save()


def _items() -> list[Model]:
    (unit,) = Model.get("product.uom").find([("name", "=", "Unit")])
    made = []
    for code in STOCK:
        template = Model.get("product.template")(name=code.title(), type="goods")
        template.default_uom, template.list_price = unit, Decimal("59.00")
        (product,) = template.products
        product.suffix_code = code  # its own part of the code
        template.save()
        made.append(template.products[0])
    Model.get("stock.package.type")(name="Box").save()
    return made


def _stocked(items: list[Model]) -> None:
    location = Model.get("stock.location")
    (storage,) = location.find([("code", "=", "STO")])
    inventory = Model.get("stock.inventory")(location=storage, date=date.today())  # noqa: DTZ011
    for item in items:
        line = inventory.lines.new()
        line.product, line.quantity = item, float(STOCK[item.code])
    inventory.save()
    inventory.click("confirm")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
