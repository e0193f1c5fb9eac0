/** What the C++ addon exports. */
export interface Addon {
  readonly kernels: Readonly<Record<string, unknown>>;
}

/** Loads the addon, or says why it cannot be. */
export function loadAddon(): Addon | Error {
  return new Error('the addon is not built');
}
