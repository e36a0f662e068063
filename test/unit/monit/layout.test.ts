/** Panes are inside the screen, and never over one another. */

import { LEAST, layoutOf } from '../../../packages/monit/src/model/layout';
import { PANES } from '../../../packages/monit/src/model/state';
import { render } from '../../../packages/monit/src/view/render';
import { FLEET, online, received, textOf, view } from './support';

const SIZES = [60, 61, 79, 80, 100, 119, 120, 121, 200, 300].flatMap((width) =>
  [12, 13, 17, 24, 30, 50, 100].map((height) => ({ width, height })),
);
const MANY = Array.from({ length: 300 }, (_, id) => view(id, `app-${id}`));

test.each(SIZES)('$width×$height', (size) => {
  for (const apps of [[], FLEET, MANY]) {
    for (const zoomed of [false, true]) {
      for (const pane of PANES) {
        const state = { ...online(apps, size.width, size.height), zoomed, pane };
        const taken = new Set<number>();
        for (const box of layoutOf(state)) {
          expect(Math.min(box.top - 1, box.left, box.height - 2, box.width - 20)).toBeGreaterThanOrEqual(0);
          expect(box.top + box.height).toBeLessThanOrEqual(size.height - 1);
          expect(box.left + box.width).toBeLessThanOrEqual(size.width);
          for (let row = box.top; row < box.top + box.height; row += 1) {
            const cell = row * 1_000 + box.left;
            expect(taken.has(cell)).toBe(false);
            taken.add(cell);
          }
        }
      }
    }
  }
});

test.each([...SIZES, { width: 20, height: 5 }, { width: 1, height: 1 }])(
  'a frame of $width×$height has that size exactly',
  ({ width, height }) => {
    for (const state of [online(FLEET, width, height), { ...online([], width, height), help: true }]) {
      const frame = render(state, { ascii: false });
      expect(frame).toHaveLength(height);
      expect(new Set(frame.map((cells) => cells.length))).toEqual(new Set([width]));
    }
  },
);

test('too small a screen says what it needs', () => {
  const small = received(online(), { type: 'resize', width: LEAST.width - 1, height: 20 });
  expect(textOf(render(small, { ascii: false }))).toBe(
    `pmx monit needs 60×12; this is 59×20.${'\n'.repeat(19)}`,
  );
});
