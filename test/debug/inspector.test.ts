import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type Test } from 'tape';
import { type Frame, Inspector } from '../support/inspector.ts';
import { inTemporaryFolder } from '../support/runProgram.ts';

// The launch configurations of .vscode/launch.json, driven as VS Code drives them: the program stops inside the kernel's
// TypeScript, and the variables there are those of the definition.

interface Configuration {
  readonly name: string;
  readonly runtimeExecutable: string;
  readonly runtimeArgs: readonly string[];
  readonly program: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly customDescriptionGenerator: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url)).slice(0, -1);
const variable = (name: string) => `$\{${name}}`;

/** A launch configuration, with VS Code's variables put in; `file` is the one that is open in the editor. */
function configuration(name: string, file = ''): Configuration {
  const text = readFileSync(join(root, '.vscode/launch.json'), 'utf8')
    .replaceAll(variable('workspaceFolder'), root)
    .replaceAll(variable('file'), file);
  const { configurations } = JSON.parse(text) as { configurations: Configuration[] };
  const found = configurations.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`.vscode/launch.json has no "${name}"`);
  return found;
}

/** Starts a configuration under a debugger, lets `drive` use it, and ends it whatever happens. */
async function debugging(
  { runtimeArgs, program, env }: Configuration,
  drive: (inspector: Inspector) => Promise<void>,
): Promise<void> {
  const inspector = await Inspector.start(['--inspect-brk=0', ...runtimeArgs, program], env);
  try {
    await inspector.stopped(); // before the first line
    await drive(inspector);
  } finally {
    inspector.stop();
  }
}

/** The same as VS Code does it: Node loads a module first, which opens the inspector and waits for the debugger. */
async function debuggingAsVSCode(
  { runtimeArgs, program, env }: Configuration,
  drive: (inspector: Inspector) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const bootloader = join(folder, 'bootloader.cjs');
    const open = "const inspector = require('inspector'); inspector.open(0); inspector.waitForDebugger();";
    writeFileSync(bootloader, `if (require('worker_threads').isMainThread) { ${open} }`);
    const inspector = await Inspector.start([...runtimeArgs, program], { ...env, NODE_OPTIONS: `-r ${bootloader}` });
    try {
      await drive(inspector);
    } finally {
      inspector.stop();
    }
  });
}

/** Stops at a line again and again, as often as `expected` has entries, and compares what an expression is each time. */
async function compareStops(
  t: Test,
  inspector: Inspector,
  at: { file: string; line: string; expression: string },
  expected: readonly object[],
): Promise<void> {
  const { file, line, expression } = at;
  const breakpoint = await inspector.setBreakpoint(file, line);
  const stops: unknown[] = [];
  for (let i = 0; i < expected.length; i++) {
    const [frame] = await inspector.goOn();
    t.deepEqual([frame.function, frame.file, frame.line], ['element', file, line]);
    stops.push(await frame.value(expression));
  }
  t.deepEqual(stops, expected, line);
  await inspector.removeBreakpoint(breakpoint);
}

/** Function and file of a frame, and the number of the output element that it computes. */
const place = async ({ function: name, file, value }: Frame) => [name, file, await value('this.thread.x')];

test('"Step through one convolution" stops in conv2d.ts at the element asked for, and then at every tap', async (t) => {
  await debugging(configuration('Step through one convolution'), async (inspector) => {
    const file = 'src/kernels/window/conv2d.ts';

    // A breakpoint that was there before the program ran: the first stop is the first output element.
    const early = await inspector.setBreakpoint(file, 'return sum + bias[outChannel];');
    const [first] = await inspector.goOn();
    t.deepEqual(await place(first), ['element', file, 0]);
    t.equal(first.line, 'return sum + bias[outChannel];');
    t.deepEqual(await first.value('({ outY, outX, top, left, sum })'), {
      ...{ outY: 0, outX: 0, top: -1, left: -1 },
      sum: 1 * 1 + 2 * 2 + 0 * 0 + 1 * 2, // the 2×2 taps that do not lie in the padding
    });
    await inspector.removeBreakpoint(early);

    // breakIn('conv2d', { at: 4 })
    const [entry] = await inspector.goOn();
    t.deepEqual(await place(entry), ['element', file, 4]);
    t.match(entry.line, /^const \{ inChannels, /, 'before the first line');

    // biome-ignore format: an image
    const image = [[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]];
    // biome-ignore format: a window
    const window = [[2, 0, 1], [0, 1, 2], [1, 0, 2]];
    const taps: object[] = [];
    let sum = 0;
    for (let tapY = 0; tapY < 3; tapY++) {
      for (let tapX = 0; tapX < 3; tapX++) {
        const [inY, inX] = [1 - 1 + tapY, 0 - 1 + tapX];
        if (inX < 0) continue; // the padding
        taps.push({ outY: 1, outX: 0, tapY, tapX, pixel: image[inY][inX], factor: window[tapY][tapX], sum });
        sum += image[inY][inX] * window[tapY][tapX];
      }
    }
    const at = {
      file,
      line: 'sum += input[row + tapX * dilationX] * weight[weightRow + tapX];',
      expression:
        '({ outY, outX, tapY, tapX, pixel: input[row + tapX * dilationX], factor: weight[weightRow + tapX], sum })',
    };
    await compareStops(t, inspector, at, taps);
    t.match(await inspector.finish(), new RegExp(`\\n +\\[ ${(sum + 0.5).toFixed(4)},`), 'and the sum is printed');
  });
  t.end();
});

test('"Step through its backward" stops where a pixel and a weight gather their gradients', async (t) => {
  await debugging(configuration('Step through its backward'), async (inspector) => {
    // biome-ignore format: an image
    const image = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
    // biome-ignore format: a window
    const [window, arriving] = [[[1, 2], [3, 4]], [[1, 10], [100, 1000]]];

    const gradInput = 'src/kernels/window/conv2dGradInput.ts';
    const [pixel] = await inspector.goOn();
    t.deepEqual(await place(pixel), ['element', gradInput, 4]);
    const readers: object[] = [];
    let sum = 0;
    for (let tapY = 0; tapY < 2; tapY++) {
      for (let tapX = 0; tapX < 2; tapX++) {
        const [outY, outX] = [1 - tapY, 1 - tapX]; // where the window lies when this tap is on the pixel in the middle
        const [factor, gradient] = [window[tapY][tapX], arriving[outY][outX]];
        readers.push({ inY: 1, inX: 1, tapY, tapX, outY, outX, gradient, factor, sum });
        sum += gradient * factor;
      }
    }
    t.equal(sum, 1234, 'each digit tells which weight met which gradient');
    const gathering = {
      file: gradInput,
      line: 'sum += gradOutput[cell] * weight[tap];',
      expression: '({ inY, inX, tapY, tapX, outY, outX, gradient: gradOutput[cell], factor: weight[tap], sum })',
    };
    await compareStops(t, inspector, gathering, readers);

    const gradWeight = 'src/kernels/window/conv2dGradWeight.ts';
    const [weight] = await inspector.goOn();
    t.deepEqual(await place(weight), ['element', gradWeight, 1]);
    const uses: object[] = [];
    sum = 0;
    for (let outY = 0; outY < 2; outY++) {
      for (let outX = 0; outX < 2; outX++) {
        const [read, gradient] = [image[outY][outX + 1], arriving[outY][outX]];
        uses.push({ tapY: 0, tapX: 1, outY, outX, gradient, read, sum });
        sum += gradient * read;
      }
    }
    t.equal(sum, 6532);
    const using = {
      file: gradWeight,
      line: 'sum += gradOutput[outRow + outX] * input[pixel];',
      expression: '({ tapY, tapX, outY, outX, gradient: gradOutput[outRow + outX], read: input[pixel], sum })',
    };
    await compareStops(t, inspector, using, uses);
    t.match(await inspector.finish(), /1234[\s\S]*6532/);
  });
  t.end();
});

test('"Stop when a gradient becomes NaN" stops in the kernel that makes it, with the numbers it is made of', async (t) => {
  await debuggingAsVSCode(configuration('Stop when a gradient becomes NaN'), async (inspector) => {
    const [kernel, ...callers] = await inspector.stopped();
    t.deepEqual(await place(kernel), ['squareGradElement', 'src/kernels/pointwise/powers.ts', 0]);
    t.equal(kernel.line, 'return gradOutput[this.thread.x] * 2 * input[this.thread.x];');
    t.equal(await kernel.value('[gradOutput[this.thread.x], 2, input[this.thread.x]].join(" · ")'), 'Infinity · 2 · 0');

    const pass = callers.find((frame) => frame.function === '#sendBack');
    t.equal(await pass?.value('node.operation'), 'square');
    const program = callers.find(({ file }) => file === 'examples/debug/nan.ts');
    t.equal(program?.line, 'distance.backward();');

    // Tensors beside their names, as VS Code asks for them.
    t.deepEqual(await program?.descriptions(), {
      a: 'float32 [3] [1, 2, 3], requiresGrad=true',
      b: 'float32 [3] [1, 2, 3]',
      distance: 'float32 [] 0, madeBy=sqrt',
    });

    t.match(
      await inspector.finish(),
      /^detectAnomaly: the backward of #2 square made NaN in the gradient of input 0 \[3\]/,
    );
  });
  t.end();
});

test('"Debug this file" computes on the reference device, and nets are shown by the names of their classes', async (t) => {
  const chosen = configuration('Debug this file, kernel by kernel', join(root, 'examples/xor.ts'));
  await debugging(chosen, async (inspector) => {
    await inspector.setBreakpoint('src/kernels/pointwise/relu.ts', 'return x <= 0');
    const [kernel, ...callers] = await inspector.goOn();
    t.deepEqual(await place(kernel), ['element', 'src/kernels/pointwise/relu.ts', 0]);
    const program = callers.find(({ file }) => file === 'examples/xor.ts');
    const shown = await program?.descriptions(chosen.customDescriptionGenerator);
    t.equal(shown?.net, 'Sequential');
    t.equal(shown?.labels, 'int32 [4] [0, 1, 1, 0]');
    t.equal(shown?.step, undefined, 'what is no tensor and no module is shown as ever');
  });
  t.end();
});
