// Crashes half a second after each start: watch the growing pauses with `pmx list`, and the end with `pmx describe crashing`.
console.log('Up, but not for long.');
setTimeout(() => {
  throw new Error('This example crashes on purpose.');
}, 500);
