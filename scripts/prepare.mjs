// Runs after `npm ci` in a clone: builds the addon. Never fails, for everything also runs without it.
import { buildNative } from './buildNative.mjs';

await buildNative();
