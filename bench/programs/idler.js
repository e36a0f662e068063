// Announces its pid and idles: about the smallest Node program there is.
require('node:fs').appendFileSync(process.env.ANNOUNCE, `${String(process.pid).padStart(10)}\n`);
setInterval(() => {}, 1_000_000);
