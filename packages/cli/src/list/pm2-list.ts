import type { Context } from '../command';
import { type Masked, maskDetails } from '../output/secrets';
import { type Pm2Process, toPm2 } from './pm2-shape';

export async function fetchPm2List(context: Context, showSecrets: boolean): Promise<Pm2Process[]> {
  const client = await context.connect();
  const { apps } = await client.call('describe', { targets: [] });
  const known = new Map<string, Masked>();
  return apps.map((app) => toPm2(showSecrets ? app : maskDetails(app, known)));
}
