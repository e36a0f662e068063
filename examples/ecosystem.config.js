// Several programs in one file: `pmx start examples/ecosystem.config.js`.
const { join } = require('node:path');

const example = (path) => join(__dirname, path);

module.exports = {
  apps: [
    { name: 'http', script: example('http/app.js'), env: { PORT: 0 }, env_production: { PORT: 8080 } },
    { name: 'esm', script: example('esm/app.mjs') },
    { name: 'python', script: example('python/app.py'), max_memory_restart: '100M' },
    { name: 'shell', script: example('shell/app.sh'), namespace: 'tools', time: true },
  ],
};
