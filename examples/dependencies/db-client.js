// One question to the database, on a connection of its own.
const { once } = require('node:events');
const { connect } = require('node:net');

module.exports = async function ask(question) {
  const socket = connect(Number(process.env.DB_PORT), 'localhost').setEncoding('utf8');
  socket.write(`${question}\n`);
  const [answer] = await once(socket, 'data');
  socket.end();
  return answer.trim();
};
