import { ArgumentError } from '../../errors.ts';
import type {
  RecordedArray,
  RecordedBackward,
  RecordedEvent,
  RecordedForward,
  RecordedGradient,
  RecordedStart,
  RecordedUpdate,
  Recording,
} from '../recording/types.ts';
import { shortText } from './shortText.ts';
import { stateLabel, updateFormula } from './updateFormula.ts';

export type Phase = 'forward' | 'backward' | 'update';

/** An array and the part it plays in one event. */
export interface FrameArray {
  /** 'conv1.weight', '#5 maxPool2d', 'share for #5 maxPool2d'. */
  readonly label: string;
  readonly array: RecordedArray;
}

/** One event of a recording, with all that is needed to show it: plain data. */
export interface Frame {
  /** From 0. */
  readonly index: number;
  readonly length: number;
  readonly phase: Phase;
  /** 'backward #7 conv2d'. */
  readonly title: string;
  /** What happens here, in sentences. */
  readonly explanation: string;
  readonly event: RecordedEvent;
  readonly inputs: readonly FrameArray[];
  readonly outputs: readonly FrameArray[];
  /** How many events of each phase there are, and how many have happened, this one included. */
  readonly progress: Readonly<Record<Phase, { readonly done: number; readonly of: number }>>;
  /** The tensor that backward starts from; absent as long as it is not computed. */
  readonly loss?: RecordedArray;
  /** The frame in which the same operation runs in the other direction. */
  readonly counterpart?: number;
}

/** Events of one phase in a row: from frame `first` to frame `last`. */
export interface PhaseRun {
  readonly phase: Phase;
  readonly first: number;
  readonly last: number;
}

/** A recording that can be walked through in any order. */
export interface Replay {
  readonly recording: Recording;
  /** How many frames there are. */
  readonly length: number;
  readonly phases: readonly PhaseRun[];
  /** @throws ArgumentError if there is no such frame. */
  frame(index: number): Frame;
}

/** Makes frames of a recording. Each is made when it is asked for, from the recording alone: forward and back cost the same. */
export function replay(recording: Recording): Replay {
  const film = new Film(recording);
  return { recording, length: recording.events.length, phases: film.phases, frame: (index) => film.frame(index) };
}

const phaseOf: Readonly<Record<RecordedEvent['kind'], Phase>> = {
  forward: 'forward',
  start: 'backward',
  backward: 'backward',
  gradient: 'backward',
  update: 'update',
};

/** What the makers of frames say of an event. */
type Scene = Pick<Frame, 'title' | 'explanation' | 'inputs' | 'outputs'>;

class Film {
  readonly #recording: Recording;
  readonly phases: readonly PhaseRun[];
  /** The forward event that made an array. */
  readonly #maker = new Map<number, number>();
  /** The backward event of a forward event. */
  readonly #backward = new Map<number, number>();
  readonly #loss: number | undefined;
  /** How many events of each phase have happened after every event. */
  readonly #done: Readonly<Record<Phase, number>>[] = [];

  constructor(recording: Recording) {
    this.#recording = recording;
    const phases: PhaseRun[] = [];
    let done: Record<Phase, number> = { forward: 0, backward: 0, update: 0 };
    let loss: number | undefined;
    recording.events.forEach((event, i) => {
      const phase = phaseOf[event.kind];
      const last = phases.at(-1);
      if (last?.phase === phase) phases[phases.length - 1] = { ...last, last: i };
      else phases.push({ phase, first: i, last: i });
      done = { ...done, [phase]: done[phase] + 1 };
      this.#done.push(done);
      if (event.kind === 'forward') this.#maker.set(event.output, i);
      if (event.kind === 'backward' && event.forward !== undefined) this.#backward.set(event.forward, i);
      if (event.kind === 'start') loss ??= event.tensor;
    });
    this.phases = phases;
    this.#loss = loss;
  }

  frame(index: number): Frame {
    const { events, arrays } = this.#recording;
    if (!Number.isInteger(index) || index < 0 || index >= events.length) {
      const there = events.length === 0 ? 'the recording is empty' : `there are frames 0 to ${events.length - 1}`;
      throw new ArgumentError('replay', `${there}: there is no frame ${index}`);
    }
    const event = events[index];
    const [done, all] = [this.#done[index], this.#done[events.length - 1]];
    const progress = (phase: Phase) => ({ done: done[phase], of: all[phase] });
    const isLossKnown = this.#loss !== undefined && (this.#maker.get(this.#loss) ?? 0) <= index;
    const counterpart = event.kind === 'backward' ? event.forward : this.#backward.get(index);
    return {
      index,
      length: events.length,
      phase: phaseOf[event.kind],
      ...this.#scene(event),
      event,
      progress: { forward: progress('forward'), backward: progress('backward'), update: progress('update') },
      ...(isLossKnown ? { loss: arrays[this.#loss as number] } : {}),
      ...(counterpart === undefined ? {} : { counterpart }),
    };
  }

  #scene(event: RecordedEvent): Scene {
    switch (event.kind) {
      case 'forward':
        return this.#forward(event);
      case 'start':
        return this.#start(event);
      case 'backward':
        return this.#sendBack(event);
      case 'gradient':
        return this.#keep(event);
      case 'update':
        return this.#update(event);
    }
  }

  #forward(event: RecordedForward): Scene {
    const { step, settings, inputs, output } = event;
    const tape =
      step === undefined ? 'Not written on the tape: no gradient goes this way.' : `Line ${step} of the tape.`;
    const result = { label: this.#recording.arrays[output].name ?? 'result', array: this.#recording.arrays[output] };
    return {
      title: `forward ${operationText(event)}`,
      explanation: settings === '' ? tape : `With ${settings}. ${tape}`,
      inputs: inputs.map((id) => this.#named(id)),
      outputs: [result],
    };
  }

  #start({ tensor, gradient }: RecordedStart): Scene {
    return {
      title: 'backward begins',
      explanation:
        'How much the final result changes when it changes itself by 1: the gradient that every other one is made of.',
      inputs: tensor === undefined ? [] : [this.#named(tensor)],
      outputs: [{ label: 'gradient', array: this.#recording.arrays[gradient] }],
    };
  }

  #sendBack(event: RecordedBackward): Scene {
    const { forward, received, gradient, shares } = event;
    const inputs = forward === undefined ? [] : (this.#recording.events[forward] as RecordedForward).inputs;
    const outputs = shares.flatMap((share, i) => {
      const target = inputs[i] === undefined ? `input ${i}` : this.#named(inputs[i]).label;
      return share === null ? [] : [{ target, label: `share for ${target}`, array: this.#recording.arrays[share] }];
    });
    const targets = outputs.map(({ target }) => target);
    return {
      title: `backward ${operationText(event)}`,
      explanation:
        `${sumText(received, gradient)} It becomes ${targets.length === 1 ? 'a share' : `${targets.length} shares`}, ` +
        `for ${targets.join(' and ')}.`,
      inputs: [...this.#receivedShares(received), { label: 'gradient', array: this.#recording.arrays[gradient] }],
      outputs: outputs.map(({ label, array }) => ({ label, array })),
    };
  }

  #keep({ owner, received, gradient, before, after }: RecordedGradient): Scene {
    const { arrays } = this.#recording;
    return {
      title: `gradient of ${owner}`,
      explanation:
        `${sumText(received, gradient)} ` +
        (before === undefined
          ? `${owner} had no gradient, so it is kept as its grad.`
          : `${owner} had a gradient already (nobody called zeroGrad), so it is added.`),
      inputs: [
        ...this.#receivedShares(received),
        ...(before === undefined ? [] : [{ label: 'grad before', array: arrays[before] }]),
        ...(before === undefined ? [] : [{ label: 'gradient', array: arrays[gradient] }]),
      ],
      outputs: [{ label: `grad of ${owner}`, array: arrays[after] }],
    };
  }

  #update(event: RecordedUpdate): Scene {
    const { arrays } = this.#recording;
    const { optimizer, name, before, gradient, after, state } = event;
    return {
      title: `update ${name}`,
      explanation: `${optimizer}: ${updateFormula(event)}`,
      inputs: [
        { label: `${name} before`, array: arrays[before] },
        { label: 'gradient', array: arrays[gradient] },
      ],
      outputs: [
        ...Object.entries(state).map(([kept, { after: id }]) => ({ label: stateLabel(kept), array: arrays[id] })),
        { label: `${name} after`, array: arrays[after] },
      ],
    };
  }

  /** Only several are worth showing: one is the gradient itself. */
  #receivedShares(received: readonly number[]): FrameArray[] {
    if (received.length < 2) return [];
    return received.map((id, i) => ({ label: `share ${i + 1}`, array: this.#recording.arrays[id] }));
  }

  /** An array under its name, or that of the operation that made it. */
  #named(id: number): FrameArray {
    const { arrays, events } = this.#recording;
    const array = arrays[id];
    const maker = this.#maker.get(id);
    const operation = maker === undefined ? undefined : operationText(events[maker] as RecordedForward);
    return { label: array.name ?? operation ?? 'data', array };
  }
}

function operationText({ step, operation }: { readonly step?: number; readonly operation: string }): string {
  return step === undefined ? operation : `#${step} ${operation}`;
}

/** How the shares that arrived became the gradient. */
function sumText(received: readonly number[], gradient: number): string {
  if (received.length > 1) {
    return `${received.length === 2 ? 'Both' : `All ${received.length}`} shares have arrived: the gradient is their sum.`;
  }
  const isReplaced = received.length === 1 && received[0] !== gradient;
  return isReplaced
    ? 'The only share has arrived, and a hook has put another gradient in its place.'
    : 'The only share has arrived: it is the gradient.';
}

/** What a status line says of the loss. */
export function lossText({ loss }: Frame): string {
  if (loss === undefined) return 'loss ?';
  const [value] = loss.values ?? [];
  return value === undefined || loss.shape.length > 0 ? 'loss computed' : `loss ${shortText(Number(value), 5)}`;
}
