import type { EpochHook } from '../../data/DataLoader.ts';
import { ArgumentError } from '../../errors.ts';
import { Optimizer } from '../../optim/optimizer.ts';
import { checkOptions, suggestion } from '../../options.ts';
import type { Removable } from '../../tensor/tensor.ts';
import type { AnyNet } from './check.ts';
import { checks } from './checks/index.ts';
import { Watching } from './Watching.ts';
import { type Warning, type WarningId, warningIds } from './warnings.ts';

/** How `watch` goes about it. */
export interface WatchOptions {
  /** Ids of warnings that are not to be given. */
  readonly silence?: readonly WarningId[];
  /** What is done with a warning; `console.warn` unless given. */
  readonly onWarning?: (warning: Warning) => void;
}

/** A net that can be watched: any module. */
export interface WatchableNet extends AnyNet {
  registerForwardHook(hook: (module: unknown, inputs: readonly unknown[], output: unknown) => undefined): Removable;
}

/** A loader that can be watched: any `DataLoader`. */
export interface WatchableLoader {
  registerEpochHook(hook: EpochHook): Removable;
}

/** A training that somebody looks at. */
export interface Watch {
  /** What was found so far, in the order in which it was found. */
  readonly warnings: readonly Warning[];
  /** Optimizer steps that were seen. */
  readonly steps: number;
  /** Waits for the numbers that are still on their way from the device. */
  settled(): Promise<void>;
  /** Ends it. Nothing is left behind on net, optimizer and loader. */
  stop(): void;
  /** The same as `stop`, by the name that hooks have. */
  remove(): void;
  /** A summary in a few lines. */
  toString(): string;
}

/**
 * Looks on while a net is trained, and warns of what goes wrong most often: a forgotten zeroGrad, a ReLU on the logits, a
 * loop that ends after one batch. docs/doctor.md has all of it. Each warning is given once.
 *
 *     const watching = doctor.watch(net, optimizer, trainLoader);
 *     … the training loop …
 *     watching.stop();
 *
 * It changes no number and draws none. Numbers are looked at in the first ten steps and then in every hundredth, and no
 * device is waited for: where they must be awaited, the warning comes later.
 *
 * @throws ArgumentError for a misspelt option or id, or if `optimizer` or `loader` is something else.
 */
export function watch(
  net: WatchableNet,
  optimizer: Optimizer,
  loader?: WatchableLoader,
  options: WatchOptions = {},
): Watch {
  checkOptions(operation, options, ['silence', 'onWarning']);
  const { silence = [], onWarning = toConsole } = options;
  for (const id of silence) {
    if (warningIds.includes(id)) continue;
    throw new ArgumentError(operation, `there is no warning "${id}" to silence; ${suggestion(id, warningIds)}`);
  }
  requireMethod('net', 'module', net, 'registerForwardHook');
  if (!(optimizer instanceof Optimizer)) {
    throw new ArgumentError(operation, 'the second argument is the optimizer: watch(net, optimizer, loader)');
  }
  if (loader !== undefined) requireMethod('loader', 'DataLoader', loader, 'registerEpochHook');

  return new Watching({ net, optimizer, loader, checks, silence, onWarning });
}

const operation = 'doctor.watch';

function toConsole(warning: Warning): void {
  console.warn(String(warning));
}

function requireMethod(name: string, kind: string, value: object, method: string): void {
  if (typeof (value as Record<string, unknown> | null | undefined)?.[method] === 'function') return;
  throw new ArgumentError(operation, `${name} must be a ${kind}: watch(net, optimizer, loader)`);
}
