// TypeScript without a build step: Node 22.18 and newer run it; before that, `npm install --save-dev tsx` beside it.
interface Reading {
  sensor: string;
  celsius: number;
}

const read = (sensor: string): Reading => ({ sensor, celsius: 20 + Math.random() * 5 });

setInterval(() => {
  const { sensor, celsius }: Reading = read('kitchen');
  console.log(`${sensor}: ${celsius.toFixed(1)} °C`);
}, 2_000);
