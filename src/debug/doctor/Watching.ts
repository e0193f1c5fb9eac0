import { isGradEnabled } from '../../autograd/gradMode.ts';
import type { GraphNode } from '../../autograd/node.ts';
import { addObserver, type Observer } from '../../autograd/observer.ts';
import type { NdArray } from '../../backends/storage.ts';
import type { EpochEnd } from '../../data/DataLoader.ts';
import type { NumberArray } from '../../dtype.ts';
import type { Optimizer } from '../../optim/optimizer.ts';
import { type Removable, Tensor } from '../../tensor/tensor.ts';
import type { AnyNet, Check, MakeCheck, Watched } from './check.ts';
import { Warning, type WarningId } from './warnings.ts';
import type { Watch, WatchableLoader, WatchableNet } from './watch.ts';

/** Whom to watch, for what, and whom to tell. */
interface Order {
  readonly net: WatchableNet;
  readonly optimizer: Optimizer;
  readonly loader: WatchableLoader | undefined;
  readonly checks: readonly MakeCheck[];
  readonly silence: readonly WarningId[];
  readonly onWarning: (warning: Warning) => void;
}

/** Calls of the net in a row after which nobody is believed to call backward any more. */
const callsOfAnEvaluation = 10;

/** One training that is watched: it tells every check what happens, and the user what the checks find. */
export class Watching implements Watch, Watched {
  readonly net: AnyNet;
  readonly optimizer: Optimizer;
  readonly warnings: Warning[] = [];
  steps = 0;
  isSampled = true;
  readonly #onWarning: (warning: Warning) => void;
  /** Ids that were given or silenced. */
  readonly #closed: Set<WarningId>;
  #checks: readonly Check[];
  /** The checks that have something to do when an operation has run: that happens most often. */
  #ofOperations: readonly Check[] = [];
  /** What is to be taken back. */
  readonly #kept: readonly Removable[];
  readonly #pending = new Set<Promise<void>>();
  #closeLook: Removable | undefined;
  #leaves: ReadonlySet<GraphNode | undefined> | undefined;
  #callsInARow = 0;
  #isStopped = false;

  constructor({ net, optimizer, loader, checks, silence, onWarning }: Order) {
    this.net = net;
    this.optimizer = optimizer;
    this.#onWarning = onWarning;
    this.#closed = new Set(silence);
    this.#checks = checks.map((make) => make(this));
    this.#leaveOutClosed();
    this.#kept = [
      net.registerForwardHook(this.#called),
      optimizer.registerStepPostHook(this.#stepped),
      ...(loader === undefined ? [] : [loader.registerEpochHook(this.#epochEnded)]),
      addObserver(this.#observer),
    ];
    this.#lookClosely(true);
  }

  // What happens -----------------------------------------------------------------------------------------------------

  readonly #observer: Observer = {
    backwardStarts: (event) => {
      this.#callsInARow = 0;
      for (const check of this.#checks) check.backwardStarts?.(event);
    },
    backwardEnded: () => {
      for (const check of this.#checks) check.backwardEnded?.();
    },
  };

  readonly #called = (_net: unknown, inputs: readonly unknown[], output: unknown): undefined => {
    this.#callsInARow++;
    const isEvaluation = !isGradEnabled() || !this.net.training || this.#callsInARow > callsOfAnEvaluation;
    const call = { input: asTensor(inputs[0]), output: asTensor(output), isEvaluation };
    for (const check of this.#checks) check.called?.(call);
  };

  readonly #stepped = (): void => {
    for (const check of this.#checks) check.stepped?.();
    this.steps++;
    this.isSampled = this.steps < 10 || this.steps % 100 === 0;
    this.#lookClosely(this.isSampled);
    this.#leaves = undefined; // parameters may have been moved or frozen
  };

  readonly #epochEnded = (end: EpochEnd): void => {
    for (const check of this.#checks) check.epochEnded?.(end);
  };

  // What checks ask for ----------------------------------------------------------------------------------------------

  owns(node: GraphNode): boolean {
    this.#leaves ??= new Set(this.net.namedParameters().map(([, parameter]) => parameter.node));
    const seen = new Set([node]);
    for (const each of seen) {
      if (this.#leaves.has(each)) return true;
      for (const input of each.inputs) {
        if (input !== undefined) seen.add(input);
      }
    }
    return false;
  }

  read({ storage }: NdArray, use: (numbers: NumberArray) => void): void {
    const { mustAwait, isRemote = mustAwait } = storage.backend;
    if (!isRemote) {
      use(storage.read());
    } else if (mustAwait) {
      const arrived = storage.readAsync().then(
        (numbers) => {
          if (!this.#isStopped) use(numbers);
        },
        () => {}, // a device that was lost says so to whoever needs the numbers
      );
      this.#pending.add(arrived);
      arrived.finally(() => this.#pending.delete(arrived));
    }
  }

  warn(id: WarningId, finding: string): void {
    if (this.#closed.has(id)) return;
    this.#closed.add(id);
    this.#leaveOutClosed();
    const warning = new Warning(id, this.steps, finding);
    this.warnings.push(warning);
    this.#onWarning(warning);
  }

  // What the user asks for -------------------------------------------------------------------------------------------

  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  stop(): void {
    if (this.#isStopped) return;
    for (const check of this.#checks) check.stopped?.();
    this.#isStopped = true;
    for (const removable of this.#kept) removable.remove();
    this.#lookClosely(false);
  }

  remove(): void {
    this.stop();
  }

  toString(): string {
    const steps = `${this.steps.toLocaleString('en')} ${this.steps === 1 ? 'step' : 'steps'}`;
    if (this.warnings.length === 0) return `doctor: ${steps} watched, and nothing to say`;
    const lines = this.warnings.map(({ id, page }) => `  ${id}: ${page}`);
    return [`doctor: ${steps} watched, ${lines.length} ${lines.length === 1 ? 'warning' : 'warnings'}`, ...lines].join(
      '\n',
    );
  }

  /** Lets the tape tell of every operation, or not: it makes no event then. */
  #lookClosely(wanted: boolean): void {
    if (wanted && this.#closeLook === undefined) {
      this.#closeLook = addObserver({
        operationRan: (event) => {
          for (const check of this.#ofOperations) check.operationRan?.(event);
        },
      });
    } else if (!wanted) {
      this.#closeLook?.remove();
      this.#closeLook = undefined;
    }
  }

  /** Checks that have said everything are called no more. */
  #leaveOutClosed(): void {
    this.#checks = this.#checks.filter(({ ids }) => ids.some((id) => !this.#closed.has(id)));
    this.#ofOperations = this.#checks.filter(({ operationRan }) => operationRan !== undefined);
  }
}

function asTensor(value: unknown): Tensor | undefined {
  return value instanceof Tensor ? value : undefined;
}
