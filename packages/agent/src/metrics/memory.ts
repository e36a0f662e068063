/** Memory of this process, as V8 and the system tell it. */

import type { MetricName, Sample } from '@pmx/protocol';
import type { Probe } from './probe';

type Space = Extract<MetricName, `heap.space.${string}`>;

const SPACES: Partial<Record<string, Space>> = {
  new_space: 'heap.space.new',
  old_space: 'heap.space.old',
  new_large_object_space: 'heap.space.large',
  large_object_space: 'heap.space.large',
  code_space: 'heap.space.code',
  code_large_object_space: 'heap.space.code',
};

export function watchMemory(): Probe {
  const v8: typeof import('node:v8') = require('node:v8');
  return {
    read(sample) {
      const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
      Object.assign(sample, {
        rss,
        'heap.used': heapUsed,
        'heap.total': heapTotal,
        'heap.limit': v8.getHeapStatistics().heap_size_limit,
        'heap.external': external,
        'heap.arrayBuffers': arrayBuffers,
        ...spacesOf(v8.getHeapSpaceStatistics()),
      } satisfies Sample);
    },
    stop() {},
  };
}

interface SpaceInfo {
  space_name: string;
  space_used_size: number;
}

/** Bytes used; spaces that other versions of V8 have are `other`. */
export function spacesOf(spaces: readonly SpaceInfo[]): Pick<Required<Sample>, Space> {
  const sizes = {
    'heap.space.new': 0,
    'heap.space.old': 0,
    'heap.space.large': 0,
    'heap.space.code': 0,
    'heap.space.other': 0,
  };
  for (const { space_name, space_used_size } of spaces) {
    sizes[SPACES[space_name] ?? 'heap.space.other'] += space_used_size;
  }
  return sizes;
}

/** What was made since the last collection is nearly all in here. */
const YOUNG = new Set(['new_space', 'new_large_object_space']);

/** Bytes used by what is no longer young. */
export function matureBytes(spaces: readonly SpaceInfo[]): number {
  return spaces.reduce((sum, { space_name, space_used_size }) => {
    return YOUNG.has(space_name) ? sum : sum + space_used_size;
  }, 0);
}
