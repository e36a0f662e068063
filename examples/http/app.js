// An HTTP server on PORT (3000 when unset); when that port is taken it says so and uses a free one.
const http = require('node:http');

const server = http.createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  response.end(`Hello from process ${process.pid}\n`);
});

server.on('error', (error) => {
  if (error.code !== 'EADDRINUSE') throw error;
  console.error(`Port ${error.port} is taken: using a free one.`);
  server.listen(0);
});

server.on('listening', () => console.log(`Listening on http://localhost:${server.address().port}`));

server.listen(Number(process.env.PORT ?? 3000));

process.on('SIGINT', () => {
  console.log('Closing.');
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
