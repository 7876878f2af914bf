// node seed.js DATABASE: an empty database becomes a shop with a few goods.
const { bootstrap, dummyPaymentHandler } = require('@vendure/core');
const { populate } = require('@vendure/core/cli');
const path = require('path');
const { config } = require('./config');

const method = (name, settles) => ({
  name,
  handler: {
    code: dummyPaymentHandler.code,
    arguments: [{ name: 'automaticSettle', value: String(settles) }],
  },
});

const data = {
  defaultLanguage: 'en',
  defaultZone: 'Asia',
  countries: [{ name: 'China', code: 'CN', zone: 'Asia' }],
  taxRates: [{ name: 'Standard Tax', percentage: 13 }],
  shippingMethods: [{ name: 'Standard Shipping', price: 500 }],
  paymentMethods: [method('At once', true), method('Later', false)],
  collections: [],
};

populate(() => bootstrap(config(process.argv[2], 0)), data, path.join(__dirname, 'goods.csv'))
  .then((app) => app.close())
  .then(() => process.exit(0))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
