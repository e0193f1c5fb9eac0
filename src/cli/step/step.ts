import type { ReadStream, WriteStream } from 'node:tty';
import { ArgumentError } from '../../errors.ts';
import type { Step } from '../../explain/step.ts';
import { wrapped } from '../../explain/text/line.ts';
import type { Trace } from '../../explain/trace.ts';
import { checkOptions } from '../../options.ts';
import { ones } from '../../tensor/create.ts';
import { Given } from './Given.ts';
import { stepHelp } from './help.ts';
import { Digits } from './numbers.ts';
import { operations } from './operations.ts';
import { type OptionName, readArguments } from './options.ts';
import type { Prepared, Steppable } from './prepared.ts';
import { presetList, withPreset } from './presets.ts';
import { jsonLines, printout, writeLines } from './print.ts';
import type { Shown, ShownWay } from './screen.ts';
import { walkInTerminal } from './terminal.ts';
import { namedPlace, startOf } from './walk.ts';

/** Options that every operation knows. */
const common: readonly OptionName[] = [
  'seed',
  'backward',
  'grad',
  'at',
  'steps',
  'preset',
  'list',
  'print',
  'json',
  'width',
  'color',
  'help',
];

/** Where a walk is shown, and what the surroundings say of colours. */
export interface Surroundings {
  readonly stdin: Partial<Pick<ReadStream, 'isTTY'>>;
  readonly stdout: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'getColorDepth'>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * `stridegrad step …`: walks through an operation.
 *
 * @returns the exit status.
 * @throws ArgumentError for what the command line cannot mean; errors of the operation for what it cannot do.
 */
export async function step(args: readonly string[], around: Surroundings = process): Promise<number> {
  const printed = (lines: Iterable<string>) => printedOn(around.stdout, lines);
  const said = readArguments(args);
  if (said.options.help === true) return printed([stepHelp()]);
  if (said.options.list === true) return printed(presetList());
  const { operation: name, preset, options } = withPreset(said);
  checkWords(said.words);
  const operation = operationNamed(name);
  checkOptions(`step ${name}`, options, [...operation.options, ...common]);
  const given = new Given(`step ${name}`, options, preset?.numbers);

  const prepared = await operation.prepare(given);
  const ways = waysOf(given, prepared);
  const wanted = given.text('backward');
  const way = wanted === undefined ? 0 : ways.findIndex(({ name: each }) => each === wanted);
  if (way < 0)
    throw given.wrong(
      'backward',
      `is one of ${ways
        .slice(1)
        .map(({ name: each }) => each)
        .join(', ')}`,
    );
  const { trace } = ways[way];
  if (trace.length === 0)
    throw new ArgumentError(given.command, 'the output is empty: there is nothing to walk through');
  const place = placeFor(given, trace);

  const steps = stepsOf(trace, place, given.integer('steps', trace.length));
  if (given.flag('json')) return printed(jsonLines(steps));
  const about = [preset?.lesson, prepared.what].filter((text) => text !== undefined).join(' ');
  const shown: Shown = { call: `${prepared.call} → [${ways[0].shape.join(', ')}]`, about, ways };
  const { stdin, stdout, env } = around;
  const colour = colourFor(given, around);
  if (!given.flag('print') && stdin.isTTY && stdout.isTTY && env.TERM !== 'dumb') {
    const terminal = { input: stdin as ReadStream, output: stdout as WriteStream, colour };
    return walkInTerminal(shown, startOf(ways, way, place), terminal);
  }
  const width = given.integer('width', stdout.columns ?? 80, 20);
  return printed(printout([...wrapped(shown.call, width), about], steps, { width, colour }));
}

/** Forward, and the gradient of each input. */
function waysOf(given: Given, { trace }: Prepared): ShownWay[] {
  const grad = given.choice('grad', ['digits', 'ones'], 'digits');
  const digits = new Digits(given.integer('seed', 0, 0) + 1);
  const gradOutput = grad === 'ones' || trace.length === 1 ? ones(trace.shape) : digits.tensor(trace.shape, 1, 3);
  const backward = Object.entries(trace.backward(gradOutput)).filter(([, { length }]) => length > 0);
  return [
    { name: 'forward', shape: trace.shape, trace },
    ...backward.map(([name, gradient]) => ({ name, shape: gradient.shape, trace: gradient })),
  ];
}

function placeFor(given: Given, { shape }: Trace): number {
  const text = given.text('at');
  if (text === undefined) return 0;
  const place = namedPlace(text, shape, 0);
  if (typeof place === 'string') throw new ArgumentError(given.command, `--at: ${place}`);
  return place;
}

/** The steps that are printed, each made when it is its turn. */
function* stepsOf(trace: Trace, first: number, most: number): Generator<Step> {
  for (let number = first; number < Math.min(trace.length, first + most); number++) yield trace.at(number);
}

/** Colours where a terminal shows them and nobody minds: NO_COLOR and FORCE_COLOR are heard, --no-color wins. */
function colourFor(given: Given, { stdout, env }: Surroundings): boolean {
  if (given.has('color')) return given.flag('color');
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false') return true;
  if (env.NO_COLOR || env.TERM === 'dumb') return false;
  return stdout.isTTY === true && (stdout.getColorDepth?.() ?? 1) > 1;
}

function checkWords(words: readonly string[]): void {
  if (words.length > 1) {
    throw new ArgumentError('step', `walks through one operation, but is given ${words.join(' and ')}`);
  }
}

function operationNamed(name: string | undefined): Steppable {
  const known = Object.keys(operations);
  if (name === undefined) throw new ArgumentError('step', `name an operation: ${known.join(', ')}`);
  if (Object.hasOwn(operations, name)) return operations[name];
  const close = known.find((each) => each.toLowerCase() === name.toLowerCase());
  const advice = close === undefined ? `it knows ${known.join(', ')}` : `did you mean '${close}'?`;
  throw new ArgumentError('step', `there is no operation '${name}'; ${advice}`);
}

async function printedOn(stream: NodeJS.WritableStream, lines: Iterable<string>): Promise<number> {
  await writeLines(lines, stream);
  return 0;
}
