import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { WebSocket } from 'ws';

/** Where a program stands, said in lines of its TypeScript. */
export interface Frame {
  readonly function: string;
  /** Path in this repository. */
  readonly file: string;
  /** The text of the line. */
  readonly line: string;
  /** What an expression is here, as JSON has it. */
  readonly value: (expression: string) => Promise<unknown>;
  /**
   * What VS Code shows beside the names of variables: those that describe themselves, by the name of its symbol, and
   * what a `customDescriptionGenerator` says of others. It asks so that whatever might change something is broken off.
   */
  readonly descriptions: (customDescriptionGenerator?: string) => Promise<Readonly<Record<string, string>>>;
}

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL?: string;
}

interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly scopeChain: readonly { readonly type: string; readonly object: { readonly objectId: string } }[];
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
}

type Answer = Readonly<Record<string, unknown>>;

const root = fileURLToPath(new URL('../../', import.meta.url));
const patience = 60_000; // milliseconds, on a machine that is busy with other things

/**
 * A debugger without a window: it starts a program of Node, speaks Chrome's protocol with it as VS Code does, and says
 * in TypeScript's lines where the program stops, for which it reads the source maps.
 */
export class Inspector {
  readonly #child: ChildProcess;
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (message: { result?: Answer; error?: { message: string } }) => void>();
  readonly #scripts = new Map<string, Script>();
  readonly #stops: CallFrame[][] = [];
  #onStop: (() => void) | undefined;
  #asked = 0;
  stdout = '';
  #stderr = '';
  readonly ended: Promise<unknown>;

  private constructor(child: ChildProcess, socket: WebSocket) {
    this.#child = child;
    this.#socket = socket;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    child.stderr?.on('data', (text: string) => {
      this.#stderr += text;
    });
    this.ended = once(child, 'close');
    process.once('exit', () => child.kill('SIGKILL')); // a program that stands still would stand for ever
    socket.on('message', (data) => this.#receive(JSON.parse(String(data))));
  }

  /**
   * Starts a program that waits for a debugger.
   *
   * @param args of node, among them what lets it wait: --inspect-brk=0.
   */
  static async start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Inspector> {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env } });
    const address = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stderr.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        const [found] = /ws:\S+/.exec(text) ?? [];
        if (found !== undefined) resolve(found);
      });
      child.on('close', () => reject(new Error(`node ${args.join(' ')} ended without a debugger:\n${text}`)));
    });
    const socket = new WebSocket(address);
    await once(socket, 'open');
    const inspector = new Inspector(child, socket);
    await inspector.ask('Runtime.enable');
    await inspector.ask('Debugger.enable');
    await inspector.ask('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
    await inspector.ask('Runtime.runIfWaitingForDebugger');
    return inspector;
  }

  /** Asks something of the protocol. @throws Error with what it says if it refuses. */
  async ask(method: string, params: object = {}): Promise<Answer> {
    const id = ++this.#asked;
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#answers.set(id, ({ result, error }) => {
        if (result !== undefined) resolve(result);
        else reject(new Error(`${method}: ${error?.message}`));
      });
    });
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answer;
  }

  /** The frames, innermost first, of the next stop, or of one that nobody has asked for yet. */
  async stopped(): Promise<Frame[]> {
    if (this.#stops.length === 0) {
      await new Promise<void>((resolve, reject) => {
        const tooLong = setTimeout(() => reject(new Error(`no stop after ${patience} ms`)), patience);
        const ended = () => reject(new Error(`the program ended instead of stopping:\n${this.stdout}${this.#stderr}`));
        this.#child.once('close', ended);
        this.#onStop = () => {
          clearTimeout(tooLong);
          this.#child.off('close', ended);
          resolve();
        };
      });
    }
    const frames = this.#stops.shift() ?? [];
    return frames.map((frame) => this.#frame(frame));
  }

  /** Goes on, and gives the frames of the next stop. */
  async goOn(): Promise<Frame[]> {
    await this.ask('Debugger.resume');
    return this.stopped();
  }

  /**
   * Sets a breakpoint at the line of a TypeScript file that has `text`, as a click beside it does, and gives its name.
   * If the file is not loaded yet, the program goes on until it is, but does not run it.
   */
  async setBreakpoint(file: string, text: string): Promise<string> {
    const lines = readFileSync(`${root}${file}`, 'utf8').split('\n');
    const line = lines.findIndex((candidate) => candidate.includes(text));
    if (line < 0) throw new Error(`${file} has no such line: ${text}`);
    const url = pathToFileURL(`${root}${file}`).href;
    const script = await this.#loaded(url);
    const { scriptSource } = await this.ask('Debugger.getScriptSource', { scriptId: script.scriptId });
    const map = sourceMapOf(script);
    for (const [lineNumber, code] of String(scriptSource).split('\n').entries()) {
      for (let columnNumber = 0; columnNumber < code.length; columnNumber++) {
        if (originalLine(map, lineNumber, columnNumber) !== line) continue;
        const { breakpointId } = await this.ask('Debugger.setBreakpointByUrl', { url, lineNumber, columnNumber });
        return String(breakpointId);
      }
    }
    throw new Error(`nothing of ${file} came of the line: ${text}`);
  }

  /** A script, when the program has come so far. */
  async #loaded(url: string): Promise<Script> {
    const found = () => [...this.#scripts.values()].find((script) => script.url === url);
    let script = found();
    if (script !== undefined) return script;
    const instrumentation = 'beforeScriptWithSourceMapExecution';
    const { breakpointId } = await this.ask('Debugger.setInstrumentationBreakpoint', { instrumentation });
    while (script === undefined) {
      await this.goOn();
      script = found();
    }
    await this.removeBreakpoint(String(breakpointId));
    return script;
  }

  async removeBreakpoint(breakpointId: string): Promise<void> {
    await this.ask('Debugger.removeBreakpoint', { breakpointId });
  }

  /** Lets the program run to its end, and gives what it printed. */
  async finish(): Promise<string> {
    await this.ask('Debugger.resume');
    await this.ended;
    return this.stdout;
  }

  /** Ends the program, wherever it stands. */
  stop(): void {
    this.#child.kill('SIGKILL');
    this.#socket.terminate();
  }

  #receive(message: { id?: number; method?: string; params?: unknown }): void {
    if (message.id !== undefined) {
      this.#answers.get(message.id)?.(message as Answer);
      this.#answers.delete(message.id);
    } else if (message.method === 'Debugger.scriptParsed') {
      const script = message.params as Script;
      this.#scripts.set(script.scriptId, script);
    } else if (message.method === 'NodeRuntime.waitingForDisconnect') {
      this.#socket.close(); // the process ends when the debugger has left
    } else if (message.method === 'Debugger.paused') {
      this.#stops.push((message.params as { callFrames: CallFrame[] }).callFrames);
      this.#onStop?.();
    }
  }

  #frame({ callFrameId, functionName, location, scopeChain }: CallFrame): Frame {
    const value = async (expression: string) => {
      const params = { callFrameId, expression, returnByValue: true };
      const { result, exceptionDetails } = await this.ask('Debugger.evaluateOnCallFrame', params);
      if (exceptionDetails !== undefined) throw new Error(`${expression}: ${messageOf(exceptionDetails)}`);
      return (result as { value: unknown }).value;
    };
    const descriptions = async (generator?: string) => {
      const { result: symbol } = await this.ask('Runtime.evaluate', { expression: "Symbol.for('debug.description')" });
      const shown = scopeChain
        .filter(({ type }) => type !== 'global')
        .map(async ({ object: { objectId } }) => {
          const answer = await this.ask('Runtime.callFunctionOn', {
            objectId,
            functionDeclaration: describeAll(generator),
            arguments: [{ objectId: (symbol as { objectId: string }).objectId }],
            returnByValue: true,
            throwOnSideEffect: true,
          });
          if (answer.exceptionDetails !== undefined) throw new Error(messageOf(answer.exceptionDetails));
          return (answer.result as { value: object }).value;
        });
      return Object.assign({}, ...(await Promise.all(shown)));
    };
    const frame = { function: functionName, value, descriptions };
    const script = this.#scripts.get(location.scriptId);
    if (!script?.url.startsWith(pathToFileURL(root).href)) return { ...frame, file: script?.url ?? '', line: '' };
    const path = fileURLToPath(script.url);
    const line = originalLine(sourceMapOf(script), location.lineNumber, location.columnNumber);
    const text = readFileSync(path, 'utf8').split('\n')[line ?? -1] ?? '';
    return { ...frame, file: path.slice(root.length), line: text.trim() };
  }
}

function messageOf(exceptionDetails: unknown): string {
  return (exceptionDetails as { exception: { description: string } }).exception.description.split('\n')[0];
}

/** A function that describes each variable of the scope `this`. */
function describeAll(generator = 'function (shown) { return shown }'): string {
  return `function (symbol) {
    const descriptions = {};
    for (const name of Object.keys(this)) {
      let value;
      try { value = this[name] } catch { continue } // not set yet
      const description = (${generator}).call(value);
      if (description !== undefined) descriptions[name] = description;
      else if (typeof value === 'object' && value?.[symbol]) descriptions[name] = value[symbol]();
    }
    return descriptions;
  }`;
}

/** The map that tsx puts behind the code. */
function sourceMapOf({ url, sourceMapURL = '' }: Script): SourceMap {
  const [, encoded] = /^data:application\/json;base64,(.*)$/.exec(sourceMapURL) ?? [];
  if (encoded === undefined) throw new Error(`${url} has no source map of its own`);
  return new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()));
}

/** Counted from 0, as everything in the protocol. */
function originalLine(map: SourceMap, line: number, column: number): number | undefined {
  const entry = map.findEntry(line, column);
  return 'originalLine' in entry ? entry.originalLine : undefined;
}
