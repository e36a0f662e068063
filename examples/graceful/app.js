// An HTTP server that ends tidily: try `pmx start examples/graceful/app.js -i 2`, then `pmx reload graceful` under load.
// Every request takes DELAY milliseconds (50); CLEANUP is how long the last clean-up takes (500).
const http = require('node:http');
const { setTimeout: wait } = require('node:timers/promises');
const { isDraining, onShutdown, ready } = require('@pmx/agent');

const server = http.createServer(async (request, response) => {
  // The load balancer sends no more to a process that answers 503 here; requests that still come are served all the same.
  if (request.url === '/health') {
    response.statusCode = isDraining() ? 503 : 200;
    response.end(isDraining() ? 'draining\n' : 'ok\n');
    return;
  }
  await wait(Number(process.env.DELAY ?? 50));
  response.end(`Hello from process ${process.pid}\n`);
});

server.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`Listening on http://localhost:${server.address().port}`);
  // With wait_ready, pmx waits for this; else it makes no difference.
  ready();
});

// In the order of their registration: first the requests under way come to their end …
onShutdown((reason) => {
  console.log(`Closing (${reason}).`);
  return new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
});

// … then what they needed goes, such as a connection to a database. pmx waits for both, up to kill_timeout.
onShutdown(async () => {
  await wait(Number(process.env.CLEANUP ?? 500));
  console.log('All is put away.');
});
