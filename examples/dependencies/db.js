// Stands in for a database: it keeps what `SET name value` says, and tells it on `GET name`. It takes a moment to open.
const { createServer } = require('node:net');
const { createInterface } = require('node:readline');

const values = new Map();

function answer(line) {
  const [verb, name, value] = line.split(' ');
  if (verb === 'SET') values.set(name, value);
  return values.get(name) ?? '';
}

const server = createServer((socket) => {
  socket.on('error', () => {});
  createInterface({ input: socket }).on('line', (line) => socket.write(`${answer(line)}\n`));
});

setTimeout(() => {
  server.listen(Number(process.env.DB_PORT), () => console.log('The database is open.'));
}, 300);
