// Announces itself with one byte and idles: about the smallest Node program there is.
require('node:fs').appendFileSync(process.env.ANNOUNCE, '.');
setInterval(() => {}, 1_000_000);
