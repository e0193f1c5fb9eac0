import { explainText } from '../../explain/text/explainText.ts';
import { groupIndex, groupsOf, planeName } from '../../explain/text/groups.ts';
import { type Line, type Span, span } from '../../explain/text/line.ts';
import { traceLines } from '../../explain/text/traceLines.ts';
import type { Trace } from '../../explain/trace.ts';
import type { ShownWay } from './shown.ts';

/** A trace as a way: a step for every cell of its output. */
export interface TraceWay extends ShownWay {
  readonly trace: Trace;
}

export function traceWay(name: string, trace: Trace): TraceWay {
  return {
    name,
    shape: trace.shape,
    trace,
    status: (place, plane) => statusOf(trace, place, plane),
    lines: (place, room) => traceLines(trace, place, room),
    text: (place, written) => explainText(trace.at(place), written),
    data: (place) => trace.at(place),
  };
}

/** The pass, the step, and which plane of how many. */
function statusOf(trace: Trace, place: number, plane: number): Line {
  const step = trace.at(place);
  const groups = groupsOf(step);
  const at = groupIndex(plane, groups);
  const group = groups[at];
  const words: Span[] = [
    span(step.pass, 'result'),
    span(`   step ${step.number + 1} of ${step.of}   ${planeName(step.output.tensor, step.output.index)}`),
  ];
  if (groups.length > 1) {
    words.push(span(`   plane ${at + 1} of ${groups.length}: ${planeName(group.tensor, group.lead)}`));
  }
  return words;
}
