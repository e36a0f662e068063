// Start order and health: `pmx start examples/dependencies/ecosystem.config.js`. First the database, then the job that
// prepares it, then the web servers; `pmx stop all` goes the other way round.
const DB_PORT = Number(process.env.DB_PORT ?? 5433);
const PORT = Number(process.env.PORT ?? 3000);

module.exports = {
  apps: [
    {
      name: 'db',
      script: 'db.js',
      cwd: __dirname,
      env: { DB_PORT },
      // Online when it accepts connections, not when it has a process.
      readiness: { tcp: DB_PORT },
    },
    {
      name: 'migrate',
      script: 'migrate.js',
      cwd: __dirname,
      env: { DB_PORT },
      // A job: it is to end, and to stay so.
      autorestart: false,
      depends_on: 'db',
    },
    {
      name: 'web',
      script: 'web.js',
      cwd: __dirname,
      instances: 2,
      env: { PORT, DB_PORT },
      depends_on: { db: 'ready', migrate: 'completed' },
      // Whose event loop is blocked for 5 s, twice in a row, is replaced.
      health: { heartbeat: true, interval: '5s', timeout: '5s', threshold: 2 },
    },
  ],
};
