// A chat over WebSockets: `npm install ws`, `pmx start examples/websocket/app.js -i 1`, then `npx wscat -c ws://localhost:3000` twice.
// Whatever one client says, all hear. Before a reload cuts a connection, the client is asked to connect anew.
const { WebSocketServer, WebSocket } = require('ws');
const { onDrain, onShutdown } = require('@pmx/agent');

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1, and 1012 of its registry: the service restarts. */
const SERVICE_RESTART = 1012;

const server = new WebSocketServer({ port: Number(process.env.PORT ?? 3000) });

server.on('listening', () => console.log(`Listening on ws://localhost:${server.address().port}`));

server.on('connection', (socket) => {
  socket.send(`Welcome to process ${process.pid}`);
  socket.on('message', (data) => broadcast(data.toString()));
  socket.on('error', console.error);
});

function broadcast(text) {
  for (const client of server.clients) {
    if (client.readyState === WebSocket.OPEN) client.send(text);
  }
}

function sendAway() {
  for (const client of server.clients) client.close(SERVICE_RESTART, 'Please connect again.');
}

// A reload: the successor listens already, so that whoever connects again reaches it.
onDrain(sendAway);

// A stop: there is no successor, and the port is free when the last client has gone.
onShutdown(() => {
  sendAway();
  return new Promise((resolve) => server.close(resolve));
});
