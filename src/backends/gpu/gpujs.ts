import type { Task } from './driver.ts';

/** What we use of gpu.js 2.24.1, whose own types leave out what is behind `kernel`. */
export interface GpuJs {
  readonly GPU: new (settings: { readonly mode: string; readonly context?: unknown; readonly canvas?: unknown }) => Gpu;
  readonly WebGPUKernel: new (source: string, settings: Settings) => WebGpuKernel;
}

export interface Gpu {
  readonly context?: unknown;
  createKernel(source: string | ((...values: never[]) => unknown), settings: Settings): GpuJsKernel;
  destroy(): Promise<void>;
}

export interface Settings {
  readonly output: readonly number[];
  readonly constants: Readonly<Record<string, number>>;
  readonly functions: readonly string[];
  readonly precision: 'single';
  readonly tactic: 'precision';
  readonly fixIntegerDivisionAccuracy: false;
  readonly loopMaxIterations: number;
  readonly constantTypes?: Readonly<Record<string, 'Integer'>>;
  readonly argumentTypes?: readonly string[];
  readonly pipeline?: boolean;
  readonly immutable?: boolean;
  readonly optimizeFloatMemory?: boolean;
}

/** A compiled kernel is a function of its inputs and scalars. */
export interface GpuJsKernel {
  (...inputsThenScalars: unknown[]): unknown;
  destroy(): void;
  /** What gpu.js does it with; missing in mode dev. */
  readonly kernel?: {
    readonly constructor: { readonly mode: string };
    readonly fallbackReason?: string;
    /** The WebGL context, in the modes that have one. */
    readonly context?: unknown;
    /** Textures that go with the kernel, in those modes: of its inputs, and the first of its results. */
    textureCache?: { readonly _refs?: number }[];
    /** How results are handed out. */
    _shapeOutput: (numbers: Float32Array) => unknown;
  };
}

/** gpu.js's translator to WGSL. Its own way to a device, `_buildAsync`, is not taken: see webgpu/translate.ts. */
export interface WebGpuKernel {
  build(...args: unknown[]): unknown;
  _buildAsync: () => Promise<void>;
  readonly compiledSource: string;
  readonly paramsLayout: {
    readonly arrayArgs: readonly { readonly dimsOffset: number }[];
    readonly scalarArgs: readonly { readonly offset: number }[];
    readonly byteLength: number;
  };
}

/** What of a task is the same for every grid. */
interface TaskText extends Pick<Task, 'sizes' | 'usesIntegers'> {
  readonly source: Pick<Task['source'], 'functions'>;
}

/** What every mode tells gpu.js about a kernel. */
export function settingsFor({ source, sizes, usesIntegers }: TaskText): Omit<Settings, 'output'> {
  return {
    constants: { ...sizes },
    ...(usesIntegers && { constantTypes: Object.fromEntries(Object.keys(sizes).map((name) => [name, 'Integer'])) }),
    functions: [...source.functions],
    precision: 'single',
    tactic: 'precision', // else WebGL reads textures in half the digits where it may
    fixIntegerDivisionAccuracy: false, // kernels divide by quotient(), which needs no mending
    loopMaxIterations: 2 ** 24,
  };
}

/**
 * Loads gpu.js: from node_modules in this repository, and from a file beside the rest in the built package, which brings
 * its own (decision 090).
 */
export async function loadGpuJs(): Promise<GpuJs> {
  return (await import('gpu.js')).default as unknown as GpuJs;
}
