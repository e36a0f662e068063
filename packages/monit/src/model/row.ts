/** A line of the list: an instance, or an app with several of them. */

import type { InstanceMetrics, InstanceView } from '@pmx/protocol';

export interface InstanceRow {
  kind: 'instance';
  key: string;
  view: InstanceView;
  metrics: InstanceMetrics | undefined;
  /** Under a row of its app; the last one of it closes the branch. */
  branch: 'none' | 'middle' | 'last';
}

export interface GroupRow {
  kind: 'group';
  key: string;
  name: string;
  views: InstanceView[];
  cpu: number;
  memory: number;
  rate: number | null;
  restarts: number;
  collapsed: boolean;
}

export type Row = InstanceRow | GroupRow;
