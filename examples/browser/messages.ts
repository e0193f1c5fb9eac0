/** Which pictures the net learns from: drawn ones, or those of CIFAR-10's .bin files. */
export type Source = { readonly kind: 'drawn' } | { readonly kind: 'files'; readonly files: readonly File[] };

/** What the page lets one choose. */
export interface Settings {
  readonly device: string;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly epochs: number;
  readonly source: Source;
}

/** What the page asks of the worker. */
export type Request =
  | { readonly kind: 'devices'; readonly names: readonly string[] }
  | { readonly kind: 'check'; readonly files: readonly File[] }
  | { readonly kind: 'start'; readonly settings: Settings }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' };

/** A device and whether it can be had here; if not, `detail` says why. */
export interface Device {
  readonly name: string;
  readonly available: boolean;
  readonly detail: string;
}

/** A training that begins. */
export interface Beginning {
  readonly device: string;
  readonly trainImages: number;
  readonly testImages: number;
  readonly stepsPerEpoch: number;
  readonly classes: readonly string[];
  /** Held-out pictures that the net is asked about again and again: bytes [count, 3, 32, 32], and their classes. */
  readonly examples: { readonly images: Uint8Array; readonly labels: Uint8Array };
}

/** How far it is. */
export interface Progress {
  /** Steps that are done, over all epochs. */
  readonly step: number;
  /** The mean loss of the steps since the message before. */
  readonly loss: number;
  /** Undefined while kernels are still being compiled. */
  readonly imagesPerSecond: number | undefined;
}

/** What came of an epoch. */
export interface EpochResult {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  /** Right answers among all held-out pictures, 0 to 1. */
  readonly accuracy: number;
}

/** What the worker is doing. */
export type Phase = 'reading' | 'compiling' | 'training' | 'examining' | 'paused';

/** What the worker tells the page. */
export type Report =
  | { readonly kind: 'devices'; readonly devices: readonly Device[] }
  | { readonly kind: 'checked'; readonly trainImages: number; readonly testImages: number; readonly heldOut: boolean }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'phase'; readonly phase: Phase }
  | ({ readonly kind: 'beginning' } & Beginning)
  | ({ readonly kind: 'progress' } & Progress)
  /** The chances that the net gives every class for every example: [count, classes]. */
  | { readonly kind: 'chances'; readonly chances: Float32Array }
  | ({ readonly kind: 'epoch' } & EpochResult)
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly text: string };
