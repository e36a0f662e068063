// Tells its pid and the time on the monotonic clock, in milliseconds, with its first line.
const line = `${process.pid} ${Number(process.hrtime.bigint()) / 1e6}\n`;
require('node:fs').appendFileSync(process.env.ANNOUNCE, line);
setInterval(() => {}, 1_000_000);
