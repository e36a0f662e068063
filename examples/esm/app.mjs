// An ES module with a top-level await: it is online when that await is over.
import { setTimeout as wait } from 'node:timers/promises';

await wait(100);
console.log('Prepared.');

setInterval(() => console.log(`It is ${new Date().toISOString()}`), 5_000);
