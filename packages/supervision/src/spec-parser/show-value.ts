/** A value for an error message: short, and in a time that does not depend on the value's size or cycles. */

const MAX_LENGTH = 80;
const MAX_ITEMS = 5;

/** As JSON, cut short. Of objects only the keys are shown: a value may be a secret. */
export function showValue(value: unknown): string {
  try {
    return Array.isArray(value) ? showList(value) : showItem(value);
  } catch {
    return 'a value that cannot be read';
  }
}

/** The same without any text of the value itself, for one that nobody is to read over a shoulder or in a CI log. */
export function showConfidential(value: unknown): string {
  if (typeof value === 'string') return 'text that is not shown here';
  return Array.isArray(value) ? '[…]' : showValue(value);
}

function showList(items: unknown[]): string {
  const shown = items.slice(0, MAX_ITEMS).map(showItem);
  return `[${shown.join(',')}${items.length > MAX_ITEMS ? ',…' : ''}]`;
}

function showItem(value: unknown): string {
  if (typeof value === 'string') return showText(value);
  if (Array.isArray(value)) return '[…]';
  if (typeof value === 'object' && value !== null) return showKeys(value);
  return typeof value === 'function' ? 'a function' : String(value);
}

/** `scheme://user:password@host`; cut short, so that no long text is searched whole. */
const PASSWORD = /(:\/\/[^\s/:@]{0,200}:)[^\s/]{1,500}@/g;

const showText = (text: string): string => cut(text.slice(0, 1_000).replace(PASSWORD, '$1***@'));

const cut = (value: string): string =>
  value.length > MAX_LENGTH ? `${JSON.stringify(value.slice(0, MAX_LENGTH))}…` : JSON.stringify(value);

function showKeys(value: object): string {
  const keys = Object.keys(value);
  const shown = keys.slice(0, MAX_ITEMS).map((key) => `${showText(key)}:…`);
  return `{${shown.join(',')}${keys.length > MAX_ITEMS ? ',…' : ''}}`;
}
