/** Plain data as one line of JSON. Numbers that JSON does not have are the texts "NaN", "Infinity" and "-Infinity". */
export function jsonLine(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

/**
 * Writes lines as fast as the reader takes them. A reader who has seen enough (`| head`) ends it quietly.
 */
export async function writeLines(lines: Iterable<string>, stream: NodeJS.WritableStream): Promise<void> {
  let isClosed = false;
  let failure: Error | undefined;
  const onError = (error: NodeJS.ErrnoException) => {
    isClosed = true;
    if (error.code !== 'EPIPE') failure = error;
  };
  stream.on('error', onError);
  let waiting = '';
  const flush = async () => {
    const text = waiting;
    waiting = '';
    if (text === '' || isClosed) return;
    await new Promise<void>((resolve) => stream.write(text, () => resolve()));
  };
  for (const line of lines) {
    waiting += `${line}\n`;
    if (waiting.length >= 16_384) await flush();
    if (isClosed) break;
  }
  await flush();
  stream.off('error', onError);
  stream.on('error', () => undefined); // a pipe that is closed may say so once more
  if (failure !== undefined) throw failure;
}
