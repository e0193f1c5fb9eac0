import { frameText } from '../../debug/replay/frameText.ts';
import type { Replay } from '../../debug/replay/replay.ts';
import { type Line, span, written } from '../../explain/text/line.ts';
import type { Room, ShownWay } from './shown.ts';

/** Rows of numbers that an array may take where there is room for them. */
const mostRows = 24;

/** A recorded training step as a way: a step for everything that happened. */
export function recordingWay(film: Replay): ShownWay {
  return {
    name: 'recording',
    shape: [film.length],
    counterpart: (place) => film.frame(place).counterpart,
    status: (place) => {
      const { phase, title } = film.frame(place);
      return [span(title, phase === 'forward' ? 'title' : 'result'), span(`   step ${place + 1} of ${film.length}`)];
    },
    lines: (place, room) => fittingLines(film, place, room),
    text: (place, { width, colour }) => {
      const [title, ...more] = frameText(film.frame(place), width);
      return [span(title, 'title'), ...more.map((text) => span(text))]
        .map((piece) => written([piece], colour))
        .join('\n');
    },
    data: (place) => film.frame(place),
  };
}

/** As many rows of each array as let the whole frame fit; its title stands in the status line. */
function fittingLines(film: Replay, place: number, { width, height }: Room): Line[] {
  const frame = film.frame(place);
  const withRows = (rows: number) => frameText(frame, width, { rows, hasTitle: false });
  let rows = mostRows;
  while (rows > 1 && withRows(rows).length > height) rows--;
  const lines = withRows(rows);
  const kept =
    lines.length <= height ? lines : [...lines.slice(0, height - 1), `… ${lines.length - height + 1} lines more`];
  return kept.map((text) => [span(text)]);
}
