import fc from 'fast-check';
import { conv2dGradWeight } from '../../src/kernels/window/conv2dGradWeight.ts';
import { close } from '../support/close.ts';
import { addon, withAddon } from './addon.ts';

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly input: number;
  readonly output: number;
}

interface Convolution {
  readonly images: number;
  readonly groups: number;
  readonly inChannels: number; // of a group
  readonly outChannels: number; // of a group
  readonly y: Axis;
  readonly x: Axis;
}

/** The axis with `output` places; `spare` elements behind the last window are read by none. */
function axisOf(given: Omit<Axis, 'input'> & { readonly spare: number }): Axis {
  const { kernel, stride, padding, dilation, output, spare } = given;
  const input = Math.max(1, (output - 1) * stride + (kernel - 1) * dilation + 1 - 2 * padding) + spare;
  return { kernel, stride, padding, dilation, input, output };
}

const axis = fc
  .record({
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 2 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    output: fc.integer({ min: 1, max: 9 }),
    spare: fc.integer({ min: 0, max: 1 }),
  })
  .map(axisOf);

/** Channels in several parts, the last of them smaller; images in several bands. */
const convolution: fc.Arbitrary<Convolution> = fc.record({
  images: fc.constantFrom(1, 2, 3, 7, 30),
  groups: fc.constantFrom(1, 1, 2),
  inChannels: fc.constantFrom(1, 2, 3, 4, 7, 8, 16, 19, 33, 50),
  outChannels: fc.constantFrom(1, 2, 3, 5, 8, 9),
  y: axis,
  x: axis,
});

function native(given: Convolution, gradOutput: Float32Array, input: Float32Array): Float32Array {
  const { images, groups, inChannels, outChannels, y, x } = given;
  const sizes: Record<string, number> = {
    inChannels: groups * inChannels,
    inHeight: y.input,
    inWidth: x.input,
    outChannels: groups * outChannels,
    outHeight: y.output,
    outWidth: x.output,
    groupInChannels: inChannels,
    groupOutChannels: outChannels,
    kernelHeight: y.kernel,
    kernelWidth: x.kernel,
    strideY: y.stride,
    strideX: x.stride,
    paddingY: y.padding,
    paddingX: x.padding,
    dilationY: y.dilation,
    dilationX: x.dilation,
    images,
  };
  const packed = Float64Array.from(conv2dGradWeight.sizes, (name) => sizes[name]);
  const gradWeight = new Float32Array(groups * outChannels * inChannels * y.kernel * x.kernel).fill(NaN);
  addon.kernels.conv2dGradWeight(packed, new Float64Array(0), gradWeight, gradOutput, input);
  return gradWeight;
}

/** The definition: every weight collects gradOutput · input from every place of every image. */
function definition(given: Convolution, gradOutput: Float32Array, input: Float32Array): number[] {
  const { images, groups, inChannels, outChannels, y, x } = given;
  const sums: number[] = [];
  for (let o = 0; o < groups * outChannels; o++) {
    const group = Math.floor(o / outChannels);
    for (let c = group * inChannels; c < (group + 1) * inChannels; c++) {
      for (let tapY = 0; tapY < y.kernel; tapY++) {
        for (let tapX = 0; tapX < x.kernel; tapX++) {
          let sum = 0;
          for (let n = 0; n < images; n++) {
            for (let outY = 0; outY < y.output; outY++) {
              const inY = outY * y.stride + tapY * y.dilation - y.padding;
              if (inY < 0 || inY >= y.input) continue;
              for (let outX = 0; outX < x.output; outX++) {
                const inX = outX * x.stride + tapX * x.dilation - x.padding;
                if (inX < 0 || inX >= x.input) continue;
                sum +=
                  gradOutput[((n * groups * outChannels + o) * y.output + outY) * x.output + outX] *
                  input[((n * groups * inChannels + c) * y.input + inY) * x.input + inX];
              }
            }
          }
          sums.push(sum);
        }
      }
    }
  }
  return sums;
}

/** Half-integers, whose sums are exact, and one number among them that may be infinite or NaN. */
function halves(length: number, seed: number, special: number | undefined): Float32Array {
  const numbers = Float32Array.from({ length }, (_, i) => ((i * 7 + seed * (1 + (i % 13))) % 17) / 2 - 4);
  if (special !== undefined) numbers[seed % length] = special;
  return numbers;
}

function inputLength({ images, groups, inChannels, y, x }: Convolution): number {
  return images * groups * inChannels * y.input * x.input;
}

function outputLength({ images, groups, outChannels, y, x }: Convolution): number {
  return images * groups * outChannels * y.output * x.output;
}

function isAsDefined(given: Convolution, seed: number, specials: readonly (number | undefined)[] = []): boolean {
  const gradOutput = halves(outputLength(given), seed, specials[0]);
  const input = halves(inputLength(given), seed + 1, specials[1]);
  const actual = native(given, gradOutput, input);
  // −0 is 0 here: what is summed first decides the sign.
  return definition(given, gradOutput, input).every((sum, i) => Object.is(actual[i] + 0, Math.fround(sum) + 0));
}

withAddon('the gradient by the weight sums all places, however channels, rows and images are cut', (t) => {
  const special = fc.constantFrom(undefined, undefined, undefined, Infinity, -Infinity, NaN);
  fc.assert(fc.property(convolution, fc.integer({ min: 1, max: 1e6 }), fc.tuple(special, special), isAsDefined), {
    numRuns: 60,
  });
  t.pass('property held');
  t.end();
});

const square = (given: Omit<Axis, 'input'>) => ({
  y: axisOf({ ...given, spare: 0 }),
  x: axisOf({ ...given, spare: 0 }),
});

const cuts: Readonly<Record<string, Convolution>> = {
  'an image in several bands': {
    ...{ images: 1, groups: 1, inChannels: 3, outChannels: 8 },
    ...square({ kernel: 5, stride: 1, padding: 0, dilation: 1, output: 60 }),
  },
  'rows that are wider than a band': {
    ...{ images: 1, groups: 1, inChannels: 1, outChannels: 3 },
    y: axisOf({ kernel: 2, stride: 1, padding: 1, dilation: 1, output: 3, spare: 0 }),
    x: axisOf({ kernel: 3, stride: 1, padding: 1, dilation: 1, output: 5000, spare: 0 }),
  },
  'several images in a band, several bands in a run, several runs': {
    ...{ images: 61, groups: 1, inChannels: 24, outChannels: 20 },
    ...square({ kernel: 3, stride: 2, padding: 1, dilation: 1, output: 5 }),
  },
  'several parts, the last of them smaller': {
    ...{ images: 5, groups: 2, inChannels: 35, outChannels: 6 },
    ...square({ kernel: 3, stride: 1, padding: 1, dilation: 1, output: 7 }),
  },
  'padding far larger than the input': {
    ...{ images: 2, groups: 1, inChannels: 2, outChannels: 2 },
    ...square({ kernel: 3, stride: 1, padding: 900, dilation: 900, output: 2 }),
  },
};

withAddon('the gradient by the weight is right where the work is cut', (t) => {
  for (const [name, given] of Object.entries(cuts)) t.ok(isAsDefined(given, 5), name);
  t.end();
});

withAddon('the gradient by the weight keeps its digits over many places of one sign', (t) => {
  const given: Convolution = {
    ...{ images: 64, groups: 1, inChannels: 1, outChannels: 1 },
    ...square({ kernel: 1, stride: 1, padding: 0, dilation: 1, output: 28 }),
  };
  const thirds = new Float32Array(outputLength(given)).fill(1 / 3);
  const [sum] = native(given, thirds, thirds);
  const [exact] = definition(given, thirds, thirds);
  t.ok(close(sum, exact, 256), `${sum} for ${exact}`);
  // One sum after the other in float32 would lose them.
  t.notOk(
    close(
      thirds.reduce((total, third) => Math.fround(total + third * third), 0),
      exact,
      256,
    ),
  );
  t.end();
});
