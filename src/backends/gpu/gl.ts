import { DeviceError } from '../../errors.ts';
import { type DeviceArray, type Driver, lengthOf, type Memory, type Mode, type Program, type Task } from './driver.ts';
import { readQuickly, type ShaderMaker } from './glReads.ts';
import { type Gpu, type GpuJs, type GpuJsKernel, type Settings, settingsFor } from './gpujs.ts';
import { isSoftware } from './software.ts';

/** The little that is asked of a WebGL context itself. */
interface GlContext {
  readonly RENDERER: number;
  readonly OUT_OF_MEMORY: number;
  isContextLost(): boolean;
  getError(): number;
  getParameter(name: number): unknown;
  getExtension(name: string): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
}

/** What gpu.js leaves a result in: the texture, and how kernels read it. */
interface Texture {
  /** Texels along both sides. */
  readonly size: readonly [width: number, height: number];
  toArray(): Float32Array;
  delete(): void;
}

/** A way to read a texture. What it does not say is as in the texture that it is made of. */
type View = new (texture: Texture & Reading) => Texture;
interface Reading {
  readonly output: readonly [number];
  readonly dimensions: Dimensions;
  /** Reads and deletes it: as long as the texture may live, so must the kernel. */
  readonly kernel: unknown;
}
type Dimensions = readonly [x: number, y: number, z: number];

interface TextureMemory extends Memory {
  /** The numbers one after the other. */
  readonly texture: Texture;
  /** Whether a texel holds four of them, not one. */
  readonly isPacked: boolean;
}

/** Numbers in a texture. */
interface TextureArray extends DeviceArray {
  readonly memory: TextureMemory;
}

// Kernels of the driver's own.
const uploadText = 'function upload(numbers) { return numbers[this.thread.x]; }';
const packText = `function pack(numbers) {
  const first = 4 * this.thread.x;
  return [numbers[first], numbers[first + 1], numbers[first + 2], numbers[first + 3]];
}`;
const ownTask = { source: { functions: [] }, sizes: {}, usesIntegers: false };

/** WebGL, in a browser or without a screen: gpu.js draws every kernel into a texture. */
export class GlDriver implements Driver {
  readonly mode: Extract<Mode, 'webgl2' | 'headlessgl'>;
  readonly mustAwait = false;
  readonly fixesLengths = true;
  readonly isOffHeap = true;
  bytes = 0;
  readonly #gpu: Gpu;
  readonly #context: GlContext;
  /** Kernels that copy numbers of the host into a texture, by length. */
  readonly #uploaders = new Map<number, GpuJsKernel>();
  /** Reads and deletes every texture: the kernel that made one may be gone by then. */
  readonly #keeper: unknown;
  /** Kernels that put four numbers into a texel, by length. */
  readonly #packers = new Map<number, GpuJsKernel>();
  /** One number after the other, in textures of one number a texel and of four. */
  readonly #flat: View;
  readonly #flatPacked: View;
  /** Four numbers at a time. */
  readonly #quads: View;
  readonly #renderer: string;

  constructor(gpuJs: GpuJs, mode: GlDriver['mode']) {
    this.mode = mode;
    this.#gpu = new gpuJs.GPU({ mode });
    const upload = this.#own(uploadText, 4);
    const numbers = upload(new Float32Array(4)) as Texture;
    const packed = this.#own(uploadText, 4, { optimizeFloatMemory: true })(new Float32Array(4)) as Texture;
    const quads = this.#own(packText, 1)(new Float32Array(4)) as Texture;
    this.#flat = numbers.constructor as View;
    this.#flatPacked = packed.constructor as View;
    this.#quads = quads.constructor as View;
    for (const texture of [numbers, packed, quads]) texture.delete();
    this.#context = upload.kernel?.context as GlContext;
    this.#keeper = upload.kernel;
    this.#renderer = rendererOf(this.#context);
  }

  get detail(): string {
    return `WebGL: ${this.#renderer}`;
  }

  get isSoftware(): boolean {
    return isSoftware(this.#renderer);
  }

  get isOpen(): boolean {
    return !this.#context.isContextLost();
  }

  compile(task: Task): Program {
    this.#requireContext();
    const compiled = this.#compile(task.source.element, { ...settingsFor(task), output: [...task.grid] });
    const length = lengthOf(task.grid, task.lanes);
    return {
      run: (inputs, scalars) => {
        const lent: Texture[] = [];
        const textures = inputs.map((array, i) => {
          if (!task.quads.includes(i)) return textureOf(array);
          const quads = this.#quadsOf(array as TextureArray);
          lent.push(quads);
          return quads;
        });
        try {
          return this.#keep(compiled(...textures, ...scalars) as Texture, length, task.lanes === 4);
        } catch (error) {
          this.#requireContext();
          throw new DeviceError(
            `gpu:${this.mode}: kernel ${task.name} does not run on this device: ${(error as Error).message}`,
            { cause: error },
          );
        } finally {
          for (const texture of lent) texture.delete();
        }
      },
      dispose: () => destroy(compiled),
    };
  }

  upload(numbers: Float32Array): DeviceArray {
    this.#requireContext();
    const length = Math.max(1, numbers.length);
    const upload = remembered(this.#uploaders, length, () => this.#own(uploadText, length));
    const given = numbers.length === 0 ? new Float32Array(1) : numbers;
    return this.#keep(upload(given) as Texture, numbers.length, false);
  }

  read(array: DeviceArray): Float32Array {
    this.#requireContext();
    if (array.length === 0) return new Float32Array(0);
    const numbers = textureOf(array).toArray();
    const error = this.#context.getError();
    if (error !== 0) {
      const reason =
        error === this.#context.OUT_OF_MEMORY ? 'it has no memory left; use a smaller batch' : `error ${error}`;
      throw new DeviceError(
        `gpu:${this.mode}: the device refused a command, and its numbers cannot be trusted: ${reason}`,
      );
    }
    return numbers;
  }

  async readAsync(array: DeviceArray): Promise<Float32Array> {
    return this.read(array);
  }

  free(memory: Memory): void {
    (memory as TextureMemory).texture.delete();
    this.bytes -= memory.bytes;
  }

  close(): void {
    void this.#gpu.destroy();
  }

  #compile(element: string, settings: Settings): GpuJsKernel {
    const compiled = this.#gpu.createKernel(element, { ...settings, pipeline: true, immutable: true });
    if (this.mode === 'webgl2') readQuickly(compiled.kernel as unknown as ShaderMaker);
    return compiled;
  }

  #own(text: string, threads: number, more: Partial<Settings> = {}): GpuJsKernel {
    return this.#compile(text, { ...settingsFor(ownTask), output: [threads], ...more });
  }

  /** The result of a kernel. Whatever grid and lanes it had, the next kernel reads it as one row of numbers. */
  #keep(result: Texture, length: number, isPacked: boolean): TextureArray {
    const texture = this.#viewOf(result, isPacked ? this.#flatPacked : this.#flat, length);
    result.delete(); // the view keeps what they share
    const [width, height] = texture.size;
    const channels = isPacked || this.mode !== 'webgl2' ? 4 : 1; // WebGL 1 has textures of four channels alone
    const bytes = 4 * channels * width * height;
    this.bytes += bytes;
    return { length, memory: { texture, bytes, isPacked } };
  }

  /** The numbers of an array four at a time. The caller deletes the texture. */
  #quadsOf({ length, memory: { texture, isPacked } }: TextureArray): Texture {
    const quads = length / 4;
    if (isPacked) return this.#viewOf(texture, this.#quads, quads);
    const pack = remembered(this.#packers, quads, () => this.#own(packText, quads));
    return pack(texture) as Texture;
  }

  /** The same texture, read another way. */
  #viewOf(texture: Texture, Way: View, length: number): Texture {
    return new Way({ ...texture, kernel: this.#keeper, output: [length], dimensions: [length, 1, 1] });
  }

  #requireContext(): void {
    if (this.isOpen) return;
    throw new DeviceError(
      `gpu:${this.mode}: the device was lost, and the numbers on it are gone. ` +
        `await device('gpu:${this.mode}') opens a new one; load the parameters from the last checkpoint.`,
    );
  }
}

/** So many lengths keep their kernel. */
const mostLengths = 32;

/** What is known for a length, or is made now; the oldest goes when there are too many. */
function remembered(known: Map<number, GpuJsKernel>, length: number, make: () => GpuJsKernel): GpuJsKernel {
  const there = known.get(length);
  if (there !== undefined) return there;
  for (const [oldest, kernel] of known) {
    if (known.size < mostLengths) break;
    destroy(kernel);
    known.delete(oldest);
  }
  const made = make();
  known.set(length, made);
  return made;
}

/** Lets go of a kernel, but not of results of it that are still in use: those are deleted when nobody refers to them. */
function destroy(compiled: GpuJsKernel): void {
  const { kernel } = compiled;
  if (kernel?.textureCache) kernel.textureCache = kernel.textureCache.filter(({ _refs }) => _refs === undefined);
  compiled.destroy();
}

function textureOf(array: DeviceArray): Texture {
  return (array as TextureArray).memory.texture;
}

function rendererOf(context: GlContext): string {
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  return renderer === 'ANGLE' ? 'ANGLE, which does not say on what it runs' : renderer; // as headless GL does
}
