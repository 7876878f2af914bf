// A Vendure server on loopback with its own SQLite file; nothing of it goes to any network.
const { DefaultLogger, LogLevel, dummyPaymentHandler } = require('@vendure/core');

exports.config = (database, port) => ({
  apiOptions: {
    port,
    hostname: '127.0.0.1',
    adminApiPath: 'admin-api',
    shopApiPath: 'shop-api',
    cors: { origin: ['http://127.0.0.1'] },
  },
  authOptions: {
    tokenMethod: ['bearer'],
    superadminCredentials: {
      identifier: process.env.SHOP_USER,
      password: process.env.SHOP_PASSWORD,
    },
  },
  dbConnectionOptions: { type: 'better-sqlite3', database, synchronize: true, logging: false },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  logger: new DefaultLogger({ level: LogLevel.Error, timestamp: false }),
});
