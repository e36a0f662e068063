declare const __PMX_VERSION__: string | undefined;

/** Written into the bundle when it is built. */
export const VERSION = typeof __PMX_VERSION__ === 'string' ? __PMX_VERSION__ : '0.0.0';
