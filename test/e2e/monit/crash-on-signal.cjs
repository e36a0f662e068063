// Loaded before the dashboard: a fault of its own, when the test wants it.
process.on('SIGUSR2', () => {
  throw new Error('a fault in the dashboard');
});
