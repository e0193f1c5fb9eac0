import { type AxisStep, type Count, count, shapeText } from '../explain/shape/axis.ts';
import { sameShape } from '../shape/rowMajor.ts';
import type { ShapeExplanation, ShapeFailure, ShapeStep } from './explainShape.ts';

const width = 80;

/** An explanation as text: a paragraph for every step, and the totals. */
export function explanationText({ name, inputShapes, steps, failure }: ShapeExplanation): string {
  const told = { formulas: new Set<string>(), field: '' };
  const [parameters, multiplyAdds] = [total(steps, 'parameters'), total(steps, 'multiplyAdds')];
  const inputs = inputShapes.map(shapeText).join(', ');
  return [
    `${name} for an input ${inputs}`,
    ...merged(steps).map((step) => ['', ...stepLines(step, told)].join('\n')),
    ...(failure === undefined ? [] : ['', ...failureLines(failure)]),
    ...(steps.length < 2 || parameters + multiplyAdds === 0
      ? []
      : [
          '',
          `${failure === undefined ? 'in all' : 'so far'}: ${count(parameters)} parameters, ${count(multiplyAdds)} multiply-adds`,
        ]),
  ].join('\n');
}

/** Functions one after the other that leave the shape as it is make one line: relu, mul, add. */
function merged(steps: readonly ShapeStep[]): ShapeStep[] {
  const lines: ShapeStep[] = [];
  for (const step of steps) {
    const last = lines.at(-1);
    if (last !== undefined && isPassing(last) && isPassing(step) && sameShape(last.output, step.input)) {
      lines[lines.length - 1] = { ...last, text: `${last.text}, ${step.text}`, output: step.output };
    } else {
      lines.push(step);
    }
  }
  return lines;
}

function isPassing({ isLayer, input, output }: ShapeStep): boolean {
  return !isLayer && sameShape(input, output);
}

/** What was said already, and is not said again. */
interface Told {
  readonly formulas: Set<string>;
  field: string;
}

function stepLines(step: ShapeStep, told: Told): string[] {
  const { path, text, input, output, axes, notes, parameters, multiplyAdds, receptiveField } = step;
  const stays = sameShape(input, output) && axes.length === 0;
  const arrow = stays ? `${shapeText(output)}, the shape stays` : `${shapeText(input)} → ${shapeText(output)}`;
  const [first, ...more] = text.split('\n'); // a layer with layers below prints them too
  const name = [path, more.length === 0 ? first : `${first.trimEnd()}…)`].filter((part) => part !== '').join('  ');
  const oneLine = `${name}   ${arrow}`;
  const counts = [
    ...(parameters.value === 0 ? [] : [`parameters: ${equation(parameters)}`]),
    ...(multiplyAdds.value === 0 ? [] : [`multiply-adds: ${equation(multiplyAdds)}`]),
  ];
  const field = receptiveField.some((size) => size !== 1) ? receptiveField.join('×') : '';
  const isNew = field !== '' && field !== told.field;
  told.field = field;
  return [
    ...(oneLine.length <= width ? [oneLine] : [...wrapped(name, 0), `  ${arrow}`]),
    ...[
      ...axisLines(axes, told.formulas),
      ...notes,
      ...(counts.join('      ').length <= width - 2 ? [counts.join('      ')] : counts),
      ...(isNew ? [`each output cell sees ${field} of the input`] : []),
    ]
      .filter((line) => line !== '')
      .flatMap((line) => wrapped(line)),
  ];
}

/** A line for every axis; those that come about in the same way share one. A formula is told when it first occurs. */
function axisLines(axes: readonly AxisStep[], told: Set<string>): string[] {
  const lines: string[] = [];
  for (const axis of axes) {
    const alike = axes.filter(({ formula, numbers }) => formula === axis.formula && numbers === axis.numbers);
    if (alike[0] !== axis) continue;
    if (axis.formula !== '' && !told.has(axis.formula)) {
      told.add(axis.formula);
      lines.push(axis.formula.startsWith('window') ? axis.formula : `out = ${axis.formula}`);
    }
    lines.push(`${alike.map(({ name }) => name).join(' and ')}: ${axis.numbers}`);
    lines.push(...notesOf(alike).map((note) => `  ${note}`));
  }
  return lines;
}

/** What is to be said of axes that are alike: once, where it is the same down and across. */
function notesOf(alike: readonly AxisStep[]): string[] {
  const [down, ...others] = alike;
  const notes = [...down.notes];
  for (const across of others) {
    for (const [i, note] of across.notes.entries()) {
      const same = note.replaceAll('column', 'row') === down.notes[i];
      if (same && note !== down.notes[i]) notes[i] = `${down.notes[i]}; columns alike`;
      else if (!same) notes.push(note);
    }
  }
  return notes;
}

function failureLines({ path, text, input, message }: ShapeFailure): string[] {
  const [first] = text.split('\n');
  const name = [path, first].filter((part) => part !== '').join('  ');
  const end = `${shapeText(input)} → it fails here`;
  const oneLine = `${name}   ${end}`;
  return [
    ...(oneLine.length <= width ? [oneLine] : [...wrapped(name, 0), `  ${end}`]),
    ...wrapped(message.split('\n')[0]), // the lines after it tell the shapes that led there, as the steps have done
  ];
}

/** '6·(3·5·5) + 6 = 456', or the number alone. */
function equation({ numbers, value }: Count): string {
  return numbers === '' || numbers === String(value) ? count(value) : `${numbers} = ${count(value)}`;
}

function total(steps: readonly ShapeStep[], what: 'parameters' | 'multiplyAdds'): number {
  return steps.reduce((sum, step) => sum + step[what].value, 0);
}

/** Indents a sentence, and breaks it between words where it is too long. */
export function wrapped(sentence: string, indentation = 2): string[] {
  if (indentation + sentence.length <= width) return [' '.repeat(indentation) + sentence];
  const own = sentence.length - sentence.trimStart().length;
  const indent = ' '.repeat(indentation + own);
  const [first, ...words] = sentence.trim().match(/(=\([^()]*\)|\[[^\]]*\]|[^ ])+/g) ?? ['']; // a shape or a pair stays in one piece
  const lines = [`${indent}${first}`];
  for (const word of words) {
    const longer = `${lines[lines.length - 1]} ${word}`;
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(`${indent}  ${word}`);
  }
  return lines;
}
