import { DeviceError } from '../../errors.ts';
import { type DeviceArray, type Driver, lengthOf, type Memory, type Mode, type Program, type Task } from './driver.ts';
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

/** What gpu.js leaves a result in. */
interface Texture {
  readonly size: readonly [width: number, height: number];
  toArray(): Float32Array;
  delete(): void;
}

interface TextureMemory extends Memory {
  readonly texture: Texture;
}

/** Numbers in a texture. */
interface TextureArray extends DeviceArray {
  readonly memory: TextureMemory;
}

const uploadText = 'function upload(numbers) { return numbers[this.thread.x]; }';
const uploadTask = { source: { functions: [] }, sizes: {}, usesIntegers: false };

/** WebGL, in a browser or without a screen: gpu.js draws every kernel into a texture. */
export class GlDriver implements Driver {
  readonly mode: Extract<Mode, 'webgl2' | 'headlessgl'>;
  readonly mustAwait = false;
  readonly fixesLengths = true;
  readonly isOffHeap = true;
  bytes = 0;
  readonly #gpu: Gpu;
  readonly #context: GlContext;
  /** Kernels that copy numbers of the host into a texture, by length. The oldest goes first. */
  readonly #uploads = new Map<number, GpuJsKernel>();
  readonly #renderer: string;

  constructor(gpuJs: GpuJs, mode: GlDriver['mode']) {
    this.mode = mode;
    this.#gpu = new gpuJs.GPU({ mode });
    const probe = this.#uploader(1);
    (probe(new Float32Array(1)) as Texture).delete();
    this.#context = probe.kernel?.context as GlContext;
    this.#uploads.set(1, probe);
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
        try {
          return this.#keep(compiled(...inputs.map(textureOf), ...scalars) as Texture, length);
        } catch (error) {
          this.#requireContext();
          throw new DeviceError(
            `gpu:${this.mode}: kernel ${task.name} does not run on this device: ${(error as Error).message}`,
            { cause: error },
          );
        }
      },
      dispose: () => compiled.destroy(),
    };
  }

  upload(numbers: Float32Array): DeviceArray {
    this.#requireContext();
    const length = Math.max(1, numbers.length);
    let copy = this.#uploads.get(length);
    if (copy === undefined) {
      copy = this.#uploader(length);
      for (const [oldest, kernel] of this.#uploads) {
        if (this.#uploads.size < mostUploads) break;
        kernel.destroy();
        this.#uploads.delete(oldest);
      }
      this.#uploads.set(length, copy);
    }
    return this.#keep(copy(numbers.length === 0 ? new Float32Array(1) : numbers) as Texture, numbers.length);
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
    return this.#gpu.createKernel(element, { ...settings, pipeline: true, immutable: true });
  }

  #uploader(length: number): GpuJsKernel {
    return this.#compile(uploadText, { ...settingsFor(uploadTask), output: [length] });
  }

  #keep(texture: Texture, length: number): TextureArray {
    const [width, height] = texture.size;
    const bytes = width * height * (this.mode === 'webgl2' ? 4 : 16); // WebGL 1 has textures of four channels alone
    this.bytes += bytes;
    return { length, memory: { texture, bytes } };
  }

  #requireContext(): void {
    if (this.isOpen) return;
    throw new DeviceError(
      `gpu:${this.mode}: the device was lost, and the numbers on it are gone. ` +
        `await device('gpu:${this.mode}') opens a new one; load the parameters from the last checkpoint.`,
    );
  }
}

/** So many lengths of uploads keep their kernel. */
const mostUploads = 32;

function textureOf(array: DeviceArray): Texture {
  return (array as TextureArray).memory.texture;
}

function rendererOf(context: GlContext): string {
  const names = context.getExtension('WEBGL_debug_renderer_info');
  return String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
}
