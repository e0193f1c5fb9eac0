import { ArgumentError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import { ones } from '../../tensor/create.ts';
import { Given } from './Given.ts';
import { stepHelp, traceKeys } from './help.ts';
import { Digits } from './numbers.ts';
import { operations } from './operations.ts';
import { type OptionName, readArguments } from './options.ts';
import type { Prepared, Steppable } from './prepared.ts';
import { presetList, withPreset } from './presets.ts';
import { printedOn, type Surroundings, show, showOptions } from './show.ts';
import { stepRecording } from './stepRecording.ts';
import { type TraceWay, traceWay } from './traceWay.ts';

/** Options that every operation knows. */
const common: readonly OptionName[] = ['seed', 'backward', 'grad', 'preset', 'list', ...showOptions];

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
  if (said.options.recording !== undefined) return stepRecording(said, around);
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
  if (ways[way].trace.length === 0)
    throw new ArgumentError(given.command, 'the output is empty: there is nothing to walk through');
  const about = [preset?.lesson, prepared.what].filter((text) => text !== undefined).join(' ');
  const call = `${prepared.call} → [${ways[0].shape.join(', ')}]`;
  return show(given, { call, about, ways, keys: traceKeys(ways.length > 1) }, way, around);
}

/** Forward, and the gradient of each input. */
function waysOf(given: Given, { trace }: Prepared): TraceWay[] {
  const grad = given.choice('grad', ['digits', 'ones'], 'digits');
  const digits = new Digits(given.integer('seed', 0, 0) + 1);
  const gradOutput = grad === 'ones' || trace.length === 1 ? ones(trace.shape) : digits.tensor(trace.shape, 1, 3);
  const backward = Object.entries(trace.backward(gradOutput)).filter(([, { length }]) => length > 0);
  return [traceWay('forward', trace), ...backward.map(([name, gradient]) => traceWay(name, gradient))];
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
