// The yardstick of cluster mode: what Node's documentation shows, with WORKERS workers of web.js.
const childProcess = require('node:child_process');
const { fork } = childProcess;
// In sessions of their own, as under pmx: Linux shares the processor between sessions before it does between processes.
childProcess.fork = (file, args, options) => fork(file, args, { ...options, detached: true });
const cluster = require('node:cluster');

if (cluster.isPrimary) {
  const workers = Array.from({ length: Number(process.env.WORKERS) }, () => cluster.fork());
  require('node:fs').appendFileSync(
    process.env.ANNOUNCE,
    `${[process.pid, ...workers.map(({ process: { pid } }) => pid)].join(' ')}\n`,
  );
} else {
  require('./web.js');
}
