import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { playScript } from './runner';

const dir = join(__dirname, 'scripts');

describe('scenarios', () => {
  for (const file of readdirSync(dir).sort()) {
    test(file, () => {
      const path = join(dir, file);
      const script = readFileSync(path, 'utf8');
      const played = playScript(script);
      if (process.env.UPDATE_SCENARIOS) writeFileSync(path, played);
      else expect(played).toBe(script);
    });
  }
});
