import { browser } from './browser.ts';
import { conv } from './conv.ts';
import { forward } from './forward.ts';
import { gpu } from './gpu.ts';
import type { Group } from './group.ts';
import { ladder } from './ladder.ts';
import { matmul } from './matmul.ts';
import { ops } from './ops.ts';
import { startup } from './startup.ts';
import { train } from './train.ts';

/** Every group, in the order in which they run. */
export const groups: readonly Group[] = [train, forward, matmul, ladder, conv, ops, startup, gpu, browser];
