/** What all verbs that change apps have in common. */

import type { ApiRequests, ChangeResult } from '@pmx/protocol';
import type { Context } from './command';
import { reportChange } from './output/report';

type ChangeMethod = {
  [M in keyof ApiRequests]: ApiRequests[M]['result'] extends ChangeResult ? M : never;
}[keyof ApiRequests];

/** Asks for the change, shows how far it is, and reports. @returns the exit code */
export async function change<M extends ChangeMethod>(
  context: Context,
  method: M,
  params: ApiRequests[M]['params'],
): Promise<number> {
  return reportChange(await requestChange(context, method, params), context);
}

export async function requestChange<M extends ChangeMethod>(
  context: Context,
  method: M,
  params: ApiRequests[M]['params'],
): Promise<ChangeResult> {
  const client = await context.connect();
  return client.call(method, params, (progress) => context.progress(progress));
}
