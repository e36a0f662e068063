// Tells its pid; on SIGUSR2 writes LINES lines to standard output, as fast as it is taken.
const { appendFileSync } = require('node:fs');
const { once } = require('node:events');

async function write(lines) {
  for (let line = 0; line < lines; line += 1) {
    const text = `${String(line).padStart(7, '0')} the quick brown fox jumps over the lazy dog\n`;
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  }
}

process.once('SIGUSR2', () => write(Number(process.env.LINES)));
setInterval(() => {}, 1_000_000);
appendFileSync(process.env.ANNOUNCE, `${process.pid}\n`);
