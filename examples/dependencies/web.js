// A web server that needs the database, with its schema in place, from its first request on.
const http = require('node:http');
const ask = require('./db-client');

const server = http.createServer(async (_request, response) => {
  try {
    response.end(`Schema ${await ask('GET schema')}, process ${process.pid}\n`);
  } catch (error) {
    response.statusCode = 503;
    response.end(`No database: ${error.message}\n`);
  }
});

server.listen(Number(process.env.PORT), () =>
  console.log(`Listening on http://localhost:${server.address().port}`),
);
