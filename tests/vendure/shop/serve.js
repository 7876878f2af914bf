// node serve.js DATABASE: serves on a free port of loopback, says its address, ends with its parent.
const { bootstrap } = require('@vendure/core');
const { config } = require('./config');

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
bootstrap(config(process.argv[2], 0))
  .then((app) => console.log(`serving http://127.0.0.1:${app.getHttpServer().address().port}`))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
