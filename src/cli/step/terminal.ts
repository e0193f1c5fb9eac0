import { emitKeypressEvents } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { type Line, widthOf, written } from '../../explain/text/line.ts';
import { screenOf } from './screen.ts';
import type { Shown } from './shown.ts';
import { after, type Key, tick, type Walk } from './walk.ts';

/** What a terminal is told (xterm's control sequences). */
const control = {
  // Another screen, so that the old one is there afterwards; no cursor; lines are cut at the edge, never wrapped.
  enter: '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J',
  leave: '\u001b[?7h\u001b[?25h\u001b[?1049l',
  // All of a screen is shown at once by terminals that know how; others see it written over the last one.
  begin: '\u001b[?2026h\u001b[H',
  end: '\u001b[?2026l',
  restOfLine: '\u001b[K',
};

/** Which key stops a program until it is called back. */
const isSuspend = ({ ctrl, name }: Key) => ctrl === true && name === 'z';

/** What ends a program from outside, and the exit status that says so. */
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Walks through with the keys of a terminal, until somebody quits. Whatever happens, the terminal is left as it was
 * found: quit, Ctrl-C, a signal, an error, Ctrl-Z and back.
 *
 * @returns the exit status.
 */
export async function walkInTerminal(
  shown: Shown,
  start: Walk,
  { input, output, colour }: { input: ReadStream; output: WriteStream; colour: boolean },
): Promise<number> {
  let walk = start;
  let timer: NodeJS.Timeout | undefined;
  let isEntered = false;

  const enter = () => {
    input.setRawMode(true);
    output.write(control.enter);
    isEntered = true;
  };
  const leave = () => {
    if (!isEntered) return;
    isEntered = false;
    output.write(control.leave);
    if (!input.destroyed) input.setRawMode(false);
  };
  const draw = () => {
    const { columns = 80, rows = 24 } = output;
    const lines = screenOf(walk, shown, { columns, rows });
    // Behind a full line the cursor still stands on its last letter, which must not be cleared.
    const rest = (line: Line) => (widthOf(line) < columns ? control.restOfLine : '');
    const text = lines.map((line) => written(line, colour) + rest(line)).join('\r\n');
    output.write(control.begin + text + control.end);
  };

  return new Promise<number>((resolve, reject) => {
    const finish = (status: number) => {
      clearInterval(timer);
      input.off('keypress', onKey).off('end', onEnd).off('close', onEnd);
      output.off('resize', draw).off('error', onEnd);
      process.off('SIGCONT', onContinue).off('exit', leave).off('uncaughtExceptionMonitor', leave);
      for (const [name, listener] of listeners) process.off(name, listener);
      leave();
      input.pause();
      resolve(status);
    };
    const show = (next: Walk) => {
      if (next.isOver) return finish(0);
      if (next.isPlaying !== walk.isPlaying || next.speed !== walk.speed) {
        clearInterval(timer);
        if (next.isPlaying) timer = setInterval(() => press(tick), 1000 / next.speed);
      }
      walk = next;
      draw();
    };
    /** An error while drawing leaves the terminal first, and is told there. */
    const press = (key: Key) => {
      try {
        show(after(walk, key, shown.ways));
      } catch (error) {
        finish(1);
        reject(error);
      }
    };
    const onKey = (_: string | undefined, key: Key) => {
      if (isSuspend(key)) {
        leave();
        process.kill(process.pid, 'SIGTSTP');
      } else if (key.ctrl === true && key.name === 'c') {
        finish(endings.SIGINT);
      } else {
        press(key);
      }
    };
    const onContinue = () => {
      if (!isEntered) enter();
      draw();
    };
    const onEnd = () => finish(endings.SIGHUP);
    const listeners = Object.entries(endings).map(
      ([name, status]) => [name as NodeJS.Signals, () => finish(status)] as const,
    );

    emitKeypressEvents(input);
    input.on('keypress', onKey).on('end', onEnd).on('close', onEnd);
    output.on('resize', draw).on('error', onEnd);
    process.on('SIGCONT', onContinue).on('exit', leave).on('uncaughtExceptionMonitor', leave);
    for (const [name, listener] of listeners) process.on(name, listener);
    try {
      enter();
      draw();
      input.resume();
    } catch (error) {
      finish(1);
      reject(error);
    }
  });
}
