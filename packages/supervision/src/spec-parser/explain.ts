/** Problems as sentences, the same wherever they are shown. */

import type { SpecProblem, UnknownField } from '../spec';

/** `api: kill_timeout is "soon", but must be milliseconds, or a duration such as …` */
export function explainProblem({ app, field, value, accepted }: SpecProblem): string {
  const what = value === 'undefined' ? 'missing' : value;
  return `${app}: ${field} is ${what}, but must be ${accepted}`;
}

/** `api: unknown field "instance"; did you mean instances?` */
export function explainUnknown({ app, field, nearest }: UnknownField): string {
  const question = nearest === null ? '' : `; did you mean ${nearest}?`;
  return `${app}: unknown field ${JSON.stringify(field)}${question}`;
}
