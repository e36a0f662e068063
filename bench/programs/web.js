// A web app. DELAY: milliseconds of each answer; GRACEFUL: closes its server on SIGINT; BROKEN: a file that, while it is there, makes it throw.
if (process.env.BROKEN && require('node:fs').existsSync(process.env.BROKEN)) throw new Error('broken build');
const delay = Number(process.env.DELAY ?? 0);
const server = require('node:http').createServer((_request, response) => {
  if (delay > 0) setTimeout(() => response.end('answer'), delay);
  else response.end('answer');
});
server.listen(Number(process.env.PORT), '127.0.0.1');
if (process.env.GRACEFUL) process.on('SIGINT', () => server.close(() => process.exit(0)));
