/** The doctor, who looks on while a net is trained. */
export { Warning, type WarningId, warningIds } from './warnings.ts';
export { type Watch, type WatchableLoader, type WatchableNet, type WatchOptions, watch } from './watch.ts';
