import type { GraphNode } from '../../autograd/node.ts';
import type {
  BackwardEvent,
  GradientEvent,
  Observer,
  OperationEvent,
  SharesEvent,
  StepEvent,
} from '../../autograd/observer.ts';
import type { NdArray, Storage } from '../../backends/storage.ts';
import type { DType } from '../../dtype.ts';
import { DeviceError } from '../../errors.ts';
import { type Shape, sameShape } from '../../shape/rowMajor.ts';
import { encodeNumber, recordNumbers } from './numbers.ts';
import { settingsText } from './settingsText.ts';
import {
  type JsonNumber,
  type RecordedEvent,
  type RecordedUpdate,
  type Recording,
  recordingFormat,
  recordingVersion,
  type Statistics,
} from './types.ts';

/** What a recorder is told before it begins. */
export interface RecorderSettings {
  readonly limit: number;
  /** Names of tensors: of those on the tape by their nodes, of others by their numbers. */
  readonly nodeNames: ReadonlyMap<GraphNode, string>;
  readonly storageNames: ReadonlyMap<Storage, string>;
  /** Whether numbers may be awaited. Where not, a device that needs it is an error. */
  readonly mayAwait: boolean;
}

/** An array as it was when it was last looked at. */
interface Known {
  readonly id: number;
  readonly shape: Shape;
  readonly version: number;
}

interface Draft {
  shape: Shape;
  dtype: DType;
  name?: string;
  before?: number;
  values?: readonly JsonNumber[];
  statistics?: Statistics;
}

/** Writes down what an observer sees, with the numbers of that moment. */
export class Recorder implements Observer {
  readonly #settings: RecorderSettings;
  readonly #arrays: Draft[] = [];
  readonly #events: RecordedEvent[] = [];
  readonly #waiting: Promise<void>[] = [];
  readonly #known = new Map<Storage, Known[]>();
  /** Where the output of each line of the tape stands, and which event made it. */
  readonly #outputs = new Map<GraphNode, { readonly array: number; readonly event: number }>();
  /** Shares that were sent to a node and not used yet. */
  readonly #sent = new Map<GraphNode, number[]>();
  readonly #leaves = new Map<GraphNode, string>();
  #gradBefore: number | undefined;
  /** What updates looked like before the step. */
  #before: { before: number; gradient: number; state: Map<string, number> }[] = [];

  constructor(settings: RecorderSettings) {
    this.#settings = settings;
  }

  /** What was seen; awaits numbers that are still on their way. */
  async finishAsync(): Promise<Recording> {
    await Promise.all(this.#waiting);
    return this.finish();
  }

  finish(): Recording {
    const { limit } = this.#settings;
    return { format: recordingFormat, version: recordingVersion, limit, arrays: this.#arrays, events: this.#events };
  }

  // Forward -----------------------------------------------------------------------------------------------------------

  operationRan({ operation, inputs, nodes, params, output, node }: OperationEvent): void {
    const read = inputs.map((input, i) => this.#look(input, nodes[i]));
    const array = this.#add(output, node);
    if (node !== undefined) this.#outputs.set(node, { array, event: this.#events.length });
    this.#events.push({
      kind: 'forward',
      operation,
      ...(node === undefined ? {} : { step: node.step }),
      settings: settingsText(params),
      inputs: read,
      output: array,
    });
  }

  // Backward ----------------------------------------------------------------------------------------------------------

  backwardStarts({ root, gradient }: BackwardEvent): void {
    this.#sent.clear();
    const start = this.#look(gradient);
    this.#send(root, start);
    const tensor = this.#outputs.get(root)?.array;
    this.#events.push({ kind: 'start', ...(tensor === undefined ? {} : { tensor }), gradient: start });
  }

  sharesSent({ node, gradOutput, shares }: SharesEvent): void {
    const gradient = this.#look(gradOutput);
    const received = this.#received(node);
    const sent = shares.map((share, i) => {
      const input = node.inputs[i];
      if (share === undefined || input === undefined) return null;
      const id = this.#look(share);
      this.#send(input, id);
      return id;
    });
    const forward = this.#outputs.get(node)?.event;
    this.#events.push({
      kind: 'backward',
      operation: node.operation,
      step: node.step,
      ...(forward === undefined ? {} : { forward }),
      received,
      gradient,
      shares: sent,
    });
  }

  gradientArrives({ node }: GradientEvent): void {
    this.#gradBefore = node.grad === undefined ? undefined : this.#look(node.grad);
  }

  gradientAdded({ node, gradient }: GradientEvent): void {
    const before = this.#gradBefore;
    const complete = this.#look(gradient);
    this.#events.push({
      kind: 'gradient',
      owner: this.#nameOf(node),
      received: this.#received(node),
      gradient: complete,
      ...(before === undefined ? {} : { before }),
      after: node.grad === undefined ? complete : this.#look(node.grad),
    });
  }

  #send(node: GraphNode, share: number): void {
    const sent = this.#sent.get(node) ?? [];
    sent.push(share);
    this.#sent.set(node, sent);
  }

  #received(node: GraphNode): number[] {
    return this.#sent.get(node) ?? [];
  }

  // Update ------------------------------------------------------------------------------------------------------------

  stepStarts({ updates }: StepEvent): void {
    this.#before = updates.map(({ param, grad, state }) => ({
      before: this.#look(param, param.node),
      gradient: this.#look(grad),
      state: new Map(Object.entries(state?.arrays ?? {}).map(([name, array]) => [name, this.#look(array)])),
    }));
  }

  stepEnded({ name: optimizer, updates }: StepEvent): void {
    updates.forEach(({ param, settings, state }, i) => {
      const { before, gradient, state: stateBefore } = this.#before[i];
      const arrays = Object.entries(state?.arrays ?? {}).map(
        ([name, array]): [string, RecordedUpdate['state'][string]] => {
          const was = stateBefore.get(name);
          return [name, { ...(was === undefined ? {} : { before: was }), after: this.#look(array) }];
        },
      );
      const numbers = Object.entries(state?.numbers ?? {}).map(([name, value]) => [name, encodeNumber(value)]);
      this.#events.push({
        kind: 'update',
        optimizer,
        name: param.node === undefined ? 'a tensor' : this.#nameOf(param.node),
        settings: settingsOf(settings),
        before,
        gradient,
        after: this.#look(param, param.node),
        state: Object.fromEntries(arrays),
        numbers: Object.fromEntries(numbers),
      });
    });
  }

  // Arrays ------------------------------------------------------------------------------------------------------------

  /** The place of an array as it is now: a new one, unless it has been seen since it last changed. */
  #look(array: NdArray, node?: GraphNode): number {
    const { shape, storage } = array;
    const looks = (this.#known.get(storage) ?? []).filter((known) => sameShape(known.shape, shape));
    const current = looks.filter(({ version }) => version === storage.version);
    // A reshape may give the same numbers in the same shape: the node knows which of the two is meant.
    const result = node === undefined ? undefined : this.#outputs.get(node)?.array;
    const seen = current.find(({ id }) => id === result) ?? current.at(-1);
    return seen?.id ?? this.#add(array, node, looks.at(-1)?.id);
  }

  /** Takes an array in. @param before what it was until it was changed in place. */
  #add({ shape, storage }: NdArray, node: GraphNode | undefined, before?: number): number {
    const id = this.#arrays.length;
    const name = this.#settings.storageNames.get(storage) ?? (node === undefined ? undefined : this.#pathOf(node));
    const draft: Draft = {
      shape: [...shape],
      dtype: storage.dtype,
      ...(name === undefined ? {} : { name }),
      ...(before === undefined ? {} : { before }),
    };
    this.#arrays.push(draft);
    const looks = this.#known.get(storage) ?? [];
    looks.push({ id, shape, version: storage.version });
    this.#known.set(storage, looks);
    this.#fill(draft, storage);
    return id;
  }

  #fill(draft: Draft, storage: Storage): void {
    const { limit, mayAwait } = this.#settings;
    const { shape, dtype } = draft;
    if (!storage.backend.mustAwait) {
      Object.assign(draft, recordNumbers(storage.read(), { shape, dtype, limit }));
    } else if (mayAwait) {
      // The numbers of this moment, whatever is written before they arrive.
      const arrived = storage.readAsync().then((numbers) => {
        Object.assign(draft, recordNumbers(numbers, { shape, dtype, limit }));
      });
      arrived.catch(() => undefined); // finishAsync reports it
      this.#waiting.push(arrived);
    } else {
      throw new DeviceError(
        `recordStep: the numbers are on device '${storage.backend.name}' and must be awaited: ` +
          'use await recordStepAsync(…)',
      );
    }
  }

  /** What a tensor on the tape is called, if it is called anything. */
  #pathOf(node: GraphNode): string | undefined {
    const known = this.#settings.nodeNames.get(node) ?? node.label;
    if (known !== undefined || node.sendBack !== undefined) return known;
    const name = this.#leaves.get(node) ?? `leaf ${this.#leaves.size + 1}`;
    this.#leaves.set(node, name);
    return name;
  }

  #nameOf(node: GraphNode): string {
    return this.#pathOf(node) ?? `#${node.step} ${node.operation}`;
  }
}

/** An optimizer's settings without the parameters that they are for. */
function settingsOf(group: Readonly<object>): RecordedUpdate['settings'] {
  const entries = Object.entries(group).flatMap(([name, value]): [string, RecordedUpdate['settings'][string]][] => {
    if (typeof value === 'number') return [[name, encodeNumber(value)]];
    if (typeof value === 'boolean') return [[name, value]];
    const isNumbers = name !== 'params' && Array.isArray(value) && value.every((entry) => typeof entry === 'number');
    return isNumbers ? [[name, value.map(encodeNumber)]] : [];
  });
  return Object.fromEntries(entries);
}
